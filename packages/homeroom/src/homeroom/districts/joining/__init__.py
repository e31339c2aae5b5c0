"""How a district comes to the hub, and a colleague to its team: two forms, nobody signed in yet."""
