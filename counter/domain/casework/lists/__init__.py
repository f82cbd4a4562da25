"""Lists of cases, read a page at a time: what a window works from, what is found, every no."""
