"""Whose classes, schools, terms and children are whose."""
