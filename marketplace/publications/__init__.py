"""Issued versions (推介): numbered without gaps, immutable, hashed over a canonical form."""
