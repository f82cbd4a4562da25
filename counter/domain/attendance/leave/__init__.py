"""Leave: asked for, agreed to, decided, begun, ended; how long it is and what it says on paper."""
