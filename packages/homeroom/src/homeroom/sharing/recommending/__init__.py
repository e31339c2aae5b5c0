"""What an application recommends a district to share with it, kept in step (district.md 3.4).

Words: a *recommendation* is a share that an application publishes, for one district or for all;
each publication is a *version*; what is *in force* for a district is its own newest one, or else
the newest for all. A district *follows* a recommendation when its share is of kind recommended;
it *accepted* one version, and every later one narrows its share at once and widens it never
(ruling R28). Only a version that selects by what the application does not receive waits whole.

Door: `rules` (Published, in_force, in_step, untold, waiting), `queries`, `actions.publish`.
"""
