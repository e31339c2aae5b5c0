"""Certification: every requirement as a check that is carried out, and the review around it."""
