"""How the store's own tables came to be."""
