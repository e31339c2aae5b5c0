"""Uploads: files that a district sent, kept as they came under their sha256.

Words: an *upload* is an immutable receipt of files; an *upload key* is a token that can only
upload (decisions.md R41). Door: `actions` (receive), `keys`, `guard`, `routes`.
"""
