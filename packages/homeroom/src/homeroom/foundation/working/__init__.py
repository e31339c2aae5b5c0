"""Threads that work beside the requests: rounds that tell others, flushes of what was collected.

Door: `rounds.Rounds`, `flushing.Flushers`.
"""
