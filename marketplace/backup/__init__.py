"""Copies that can be restored: database and files of one moment in one file, with a manifest; never the keys."""
