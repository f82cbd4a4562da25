"""The hall's own matters: people, departments, items, settings, checking."""
