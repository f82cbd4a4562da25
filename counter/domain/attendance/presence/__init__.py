"""Signing in and out, going out, group duty, at which terminal, by whose PIN; the board of a day."""
