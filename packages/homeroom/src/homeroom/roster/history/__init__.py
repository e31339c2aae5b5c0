"""What a record held before, and what is worked out of the records as they are since a batch.

Doors: `versions`, the versions that batches replaced and how they differ; `kept`, what is worked
out once and holds until the next batch.
"""
