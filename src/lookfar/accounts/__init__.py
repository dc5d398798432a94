"""Organisations, users, memberships, keys, and the encryption of what is private."""
