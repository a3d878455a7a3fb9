"""Claims (揭榜申请): written, sealed, submitted with a receipt, opened at the deadline."""
