"""Applications of a developer: the list, a new one, and the pages of one.

Each page of one application has a module: the way to live, keys, addresses, settings.
"""
