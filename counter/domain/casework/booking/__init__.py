"""Times agreed with citizens: appointments, calls at home, and who stands in outside an item's own days."""
