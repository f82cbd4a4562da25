"""How the catalogue changes: wanted, checked, proposed, approved, taken in from a sheet; always by a new version."""
