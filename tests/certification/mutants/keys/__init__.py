"""Who is who: keys, roles and older accounts."""
