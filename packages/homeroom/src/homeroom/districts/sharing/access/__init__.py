"""Which fields an application receives; the district switches single ones off and on.

Words: an *opt-in* is a group of sensitive fields that both sides must want. Door: `pages`.
"""
