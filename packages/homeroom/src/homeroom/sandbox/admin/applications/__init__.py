"""Applications of the admin API: registered, connected to districts, given tokens."""
