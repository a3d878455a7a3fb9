"""Stored files: checked by content, kept under a random name, served under the rights of what they belong to."""
