"""Certificates: issuing and ending them, the public page and badge, and the way to live.

Words: a certificate is **attested** where parts of it rest on what was said, because the
application had no probe; it holds **with conditions** where recommendations are open.
"""
