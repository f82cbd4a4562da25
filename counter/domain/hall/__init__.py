"""The hall itself: rulebook, calendar, people and rights, windows, item catalogue, residents."""
