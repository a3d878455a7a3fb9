"""What the public reads: home, list, detail, notices, open data. It reads, and derives the columns that it filters by."""
