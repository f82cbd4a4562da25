"""What the screens of the hall share: lists, forms that ask, papers shown, places, the session."""
