"""Fetching feeds when they are due and keeping their bytes; what they say is the flow's matter."""
