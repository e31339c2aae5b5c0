"""The owner deletes the district: what goes, a proof, two weeks to take it back, a certificate."""
