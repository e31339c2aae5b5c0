"""Sources: where a district's rosters come from, and in what format.

`received` holds what was sent, `detect` tells the format, and a `Source` hands out tables.
Clever CSV is the one format taken so far; the others are recognised and refused by name.
"""
