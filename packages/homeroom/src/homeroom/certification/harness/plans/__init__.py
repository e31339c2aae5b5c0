"""Plans: which scenarios an integration type goes through, in the order of its guide."""
