"""How the hub is read."""
