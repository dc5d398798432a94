"""The one way out: every connection Lookfar opens goes through the guard of this room."""
