"""Undo: the last applied sync taken back, as a change forwards with events of its own.

Door: `actions.undo`, called by the worker like any other run; `queries.refusals`, which says
beforehand why it cannot be done.
"""
