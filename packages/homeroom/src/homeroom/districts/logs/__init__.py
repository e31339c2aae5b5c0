"""Who decided what, and who signed in: noted where forms are proved, shown and given out as CSV.

Words: a *decision* is an entry of the chained log (`roster.auditing`), an *access* one of the log
of sign-ins (`accounts.access`).
"""
