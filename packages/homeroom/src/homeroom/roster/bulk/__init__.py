"""Whole columns at a time: ids as text, packed neighbours, rows into the store.

Its door: `hexes` and `loading`. What a column holds is said elsewhere.
"""
