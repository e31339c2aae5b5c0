"""Repairs of what came in: letters of old encodings, words for nothing."""
