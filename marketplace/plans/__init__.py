"""The plan sheet (一场景一方案), its revisions, and the tables that its choices come from."""
