"""What the hall knows and does; imports no screen library and nothing that looks up from it."""
