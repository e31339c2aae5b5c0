"""The login ready-made for web frameworks; each module needs the extra of its name.

`django` is an app, `starlette` has routes (FastAPI takes them as well), `flask` a blueprint. What
they do is the same and stands in `door`, which knows none of them; `pages` has the pages of those
that bring no templates. `homeroom_kit` itself imports none of this.
"""
