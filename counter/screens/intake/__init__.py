"""受理: the form at the counter, its menu, its page, its drafts, its save."""
