"""Pages for people in a hurry, and the Django settings."""
