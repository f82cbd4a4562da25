"""Many at once: what village agents bring, what comes back from above, rosters, the villages' days."""
