"""How an application shows itself: its icon, and its page in the Library.

Words: a *draft* is the listing as its developer works on it, which nobody else sees; *publishing*
makes it the listing that teachers read. Pictures are `oauth.pictures`'.
"""
