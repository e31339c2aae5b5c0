"""How lists are read to their end."""
