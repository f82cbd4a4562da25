"""One case on the screen: its page, and everything that can be done with it."""
