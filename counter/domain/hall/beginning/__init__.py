"""What a hall begins with: its own file of windows, people and villages; invented people where it only practises."""
