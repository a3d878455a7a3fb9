"""Room: the plan sheet and its revisions, and the tables that a plan chooses from."""
