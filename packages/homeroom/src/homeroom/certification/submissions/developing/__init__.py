"""What a developer sees of certification: what to learn, answer, run, submit, and do next."""
