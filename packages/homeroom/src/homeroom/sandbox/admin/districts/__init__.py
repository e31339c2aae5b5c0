"""Districts of the admin API: made, moved step by step, set back.

Words: a *played* district is one that this API made; its *steps* are the mutations since its first
files, and a *snapshot* is a name for the steps of a moment. Its source is worked out from kind,
school year and steps, so nothing of it is stored. A record's *key* is the source's own name for it.
"""
