"""Back-channel logout: applications are told that a login has ended (sso.md 11.6).

An application that registered `backchannel_logout_uri` has a row for each login from the moment
it is given the token, in the same transaction. The row says who entered where in which hub
session; whether that login still stands is never noted by whoever ends it, but asked of the
facts: of the sessions in `accounts`, and of the one view. So signing out, a forced sign-out, a
suspension, an uninstalling, an unsharing and a person who left the roster are all found, whoever
did it, and a hub that was killed in between finds them after it has come back.

Words: a login is *watched* until it has ended or its token would have; a notice is *due* until
the application has answered; it is *unheard* after four tries.

Door: `notices.watch`, `rounds.work`.
"""
