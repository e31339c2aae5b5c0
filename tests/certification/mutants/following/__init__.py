"""How events are followed."""
