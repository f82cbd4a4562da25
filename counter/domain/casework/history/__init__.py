"""A case told afterwards: why it is what it is, its timeline, its full record."""
