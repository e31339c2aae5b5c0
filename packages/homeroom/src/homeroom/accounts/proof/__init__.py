"""How a person proves who she is: Argon2 in its bounded pool, weak passwords, printed codes."""
