"""Service items: what one is, what it lacks before it is published, and the catalogue in which it is found."""
