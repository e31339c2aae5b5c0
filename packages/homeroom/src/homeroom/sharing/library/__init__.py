"""What teachers authorise by themselves: the Library, and what a person's own token opens.

Words: an *install* is a teacher's consent to an application, a connection of her own; its
*standing* is its state with the reason (sso.md 8.2); the *policy* is what the district allows;
a *personal view* is what one user token sees.

Where an install stands follows from facts that others change: the roster, the policy, the
district's own connections. Whoever decides works it out from them; the stored state is the record
of it that people are shown and that a change is noticed by, and `actions.settle` keeps it true.

Door: `rules` (standings, `decide`), `queries` (facts, installs, policy), `actions` (install,
uninstall, the district's choices, settle), `personal` (what a user token opens).
"""
