"""The threat level of an area for a category: evidence, coverage, dated methods, change log."""
