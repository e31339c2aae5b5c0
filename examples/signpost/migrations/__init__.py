"""How Signpost's tables came about."""
