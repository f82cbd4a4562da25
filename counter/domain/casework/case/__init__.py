"""What a case is: its events, its life, its clocks, and what it may do next, derived from what happened."""
