"""Turns a Paper (data) into text or PDF, and hands it to a printer."""
