"""What an application recommends districts to share with it, and what waits for their answers."""
