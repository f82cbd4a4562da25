"""Who works in the hall: staff and their PINs, departments and their representatives, village agents."""
