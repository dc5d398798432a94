"""The system of record: what came in, what was made of it, what was sent; and when each was known."""
