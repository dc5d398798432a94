"""REST for other programs, one file per noun; INTERFACES: docs/api.md."""
