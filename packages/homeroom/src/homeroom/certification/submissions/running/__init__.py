"""Runs that are sent in: sealed when they end, opened, and held against the hub's own log."""
