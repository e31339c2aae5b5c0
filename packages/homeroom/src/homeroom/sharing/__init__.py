"""What may this connection see, with which fields? The only place that answers.

Words: a *connection* is an application in a district; its *share* says which records, its
*field access* which fields; what results is its *view*, which equal connections have in common;
a view's *members* are the records it sees, its *lens* what it does to a document.

Door: `views` (pages, single records, counts), `queries` (connections and views), `rules` (what
a share means, `cut`), `members.compute`, `actions` (connect, disconnect, renew, link_resource);
`selecting` (rules with filters, counts, explanations), `changing` (agreements and past states;
changed through `homeroom.events.agreements`, which tells the application).
"""
