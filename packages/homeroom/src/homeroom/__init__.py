"""Homeroom: a self-hostable rostering and single-sign-on hub for schools."""
