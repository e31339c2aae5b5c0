"""The wire log: every request of an application, as the hub saw it (certification.md 6.1, W).

Words: an *entry* is one request with its facts; a *mark* is the number of the newest entry; the
entries of a *run* are kept, the others live as long as the hub does. No secret, no code and no
token stands in an entry: of each only a short hash, by which two can be told apart or matched.
"""
