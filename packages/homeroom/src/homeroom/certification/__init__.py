"""Certification: every requirement as a check that is carried out, with evidence, and the review."""
