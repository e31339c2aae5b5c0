"""Edits of a sandbox: one person or one class is added, changed or removed in its CSV files.

The files of before and the edit make a new set, which the real intake first rehearses and then
takes in. What it would refuse is told beside the field, and nothing is saved.
"""
