"""What a report says: where, what, in which language."""
