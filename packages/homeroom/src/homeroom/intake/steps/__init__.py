"""The steps of a sync, in the order of district.md 6: `preparation` is their contents page.

read -> `normalise` -> `merging` -> `validation` -> (derivation) -> `identification` ->
`comparison`; then `application` puts the result in force.
"""
