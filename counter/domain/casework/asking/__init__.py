"""Enquiries and who was asked first: taken down, sent on, followed to their end."""
