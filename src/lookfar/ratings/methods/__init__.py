"""Published rating methods, one dated file each."""
