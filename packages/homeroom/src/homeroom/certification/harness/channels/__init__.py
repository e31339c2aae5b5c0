"""How the harness meets the world: the hub's admin API, the probe and the wire."""
