"""The nouns. Standard library only; every other room may import this one."""
