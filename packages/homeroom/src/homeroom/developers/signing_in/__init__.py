"""The developers' own way in: signing up, signing in, and where an account is signed in."""
