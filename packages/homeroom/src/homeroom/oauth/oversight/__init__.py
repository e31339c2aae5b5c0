"""Every application of the hub as its operator sees it, and whether it works at all.

Words: an application that is *off* proves nothing and its tokens open nothing, until it is on
again; what districts share with it stays as it is.

Door: `queries.every_application`, `actions.switch`.
"""
