"""Signing in, the month's sheet, leave, the rota."""
