"""counter: runs the day of a Chinese township service hall from a terminal."""

__version__ = "0.1.0"
