"""Sync runs: the queue of a district's uploads, and the worker that takes them in.

Words: a *run* is one row of `sync_run`; to *claim* it is to lease it for a while; the *fence*
keeps a slow worker that was given up from applying late; a run that is *held* waits for a person.
Door: `actions` (submit, approve, discard, undo), `worker` (the loop), `queries` (reports).
"""
