"""What whoever runs the hub looked at in this district, and why; somebody says that it was seen."""
