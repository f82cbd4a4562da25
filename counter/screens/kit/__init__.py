"""What every screen shares: keys in order, lines of exact width, forms, lists, the frame around them."""
