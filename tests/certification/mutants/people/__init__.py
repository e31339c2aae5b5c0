"""Who gets an account."""
