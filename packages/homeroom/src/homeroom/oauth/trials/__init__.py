"""Runs of a certification, as the hub itself saw them: what an application asked, kept for good.

Words: a *trial* is one run of the harness against one application in a sandbox; its *digest* is a
hash over all of its entries, so a report that was made elsewhere can be held against it
(certification.md 7.1). The sandbox writes them; whoever reviews a submission reads them.
"""
