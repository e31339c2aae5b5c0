"""What is in a sandbox: its people, who may be logged in as, its classes, its files."""
