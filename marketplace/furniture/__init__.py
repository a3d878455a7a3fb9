"""What a page is made of: filters for figures and times, charts, and the pieces that the macros in `templates/_furniture` set."""
