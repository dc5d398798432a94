"""Wire formats, pure: bytes and text to values, one file each."""
