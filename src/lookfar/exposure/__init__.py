"""Who of yours an incident touches: how far it reaches, who is where when, and where the two meet."""
