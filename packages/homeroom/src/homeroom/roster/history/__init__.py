"""What a record held before: the versions that batches replaced, and how they differ.

Door: `versions`.
"""
