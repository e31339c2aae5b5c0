"""The districts of an application: requests, invitations, connections, and the token of each."""
