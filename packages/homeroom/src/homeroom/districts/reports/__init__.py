"""How much the hub is used: figures, plots with their tables, and the files for other programs."""
