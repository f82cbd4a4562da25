"""Many at once: what villages bring, what arrives from above, rosters, handing out together."""
