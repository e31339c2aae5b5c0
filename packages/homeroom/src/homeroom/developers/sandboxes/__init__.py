"""Sandbox districts of a developer: made, connected, edited, set back, deleted; log in as anybody.

Words: a *kind* is what a sandbox is made as; the *set* of a sandbox is the CSV files that make up
its roster now; an *edit* is one change of that set, which the real intake takes in like any upload.
There is no way past the intake: ids, events and what is refused are those of a real district.

A sandbox of somebody else's is looked up by its owner and so not found; a real district has no
owner here and is never found. `guard` is the one place that looks.
"""
