"""Coming in: signing on, PINs, the desk, the terminal's window, the first start."""
