"""What verify.py is made of: the forms of an archive and its pages, with nothing but Python's own library."""
