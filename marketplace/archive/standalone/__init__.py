"""What goes into every archive as it is: how to read and verify it, with nothing but Python's own library."""
