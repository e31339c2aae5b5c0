"""Threads that work beside the requests, or beside large work, and the memory of such work.

Door: `rounds.Rounds`, `flushing.Flushers`, `ahead.ahead`, `memory.give_back`.
"""
