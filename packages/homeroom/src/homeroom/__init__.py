"""Homeroom: a self-hostable rostering and single-sign-on hub for schools."""

import os

# Read once, when Polars is loaded: one arena for all threads, and what a sync lets go of goes back
# to the system after a fortieth of a second. At once costs a fifth of a large sync in page faults;
# kept for longer, or by each thread for itself, it nearly doubles what the sync holds.
os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1,dirty_decay_ms:25,muzzy_decay_ms:0")

# Nothing here multiplies matrices; the threads for it would only be started and wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
