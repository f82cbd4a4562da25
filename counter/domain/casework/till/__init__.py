"""Money at the desk, and money reconciled."""
