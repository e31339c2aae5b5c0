"""People who sign in: accounts, passwords and other proofs, sessions, throttles.

Words: a *person* is someone who signs in, either a roster user of a district or one of the
hub's own staff (developers, operators; district number 0); her *account* holds her credentials
and is made at her first sign-in, never in bulk (ruling R24); a *start password* is the roster
field that is good until then; a *visit* is a live session as a request sees it; a session
*waits* as long as a second factor or the choice of a role is missing.

Everything is in the control file. The roster is only read, and decides alone who is a person:
whoever leaves it is signed out by that, at the next request, with nothing to clean up.

Doors: `desk` (what the verbs work with), `actions` (signing in), `credentials` and `factors`
(what an account proves itself with), `sessions`, `people` (who is meant), `guard` (who may call).
"""
