"""What the intake lets go of, and when (decisions.md R34): once a day, by each district's clock.

Events and their batches, replaced documents, problems of runs and raw uploads are kept for 30
days; the files that were accepted last are kept for as long as a partial upload may stand on
them, and so is what was wrong in them. The 300 days of ids are `roster.identity`'s, six
months of attendance the apply's own.
"""
