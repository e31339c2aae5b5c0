"""The pages of somebody who is signed in: her applications, her classes, her sessions."""
