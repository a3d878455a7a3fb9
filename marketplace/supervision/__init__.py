"""After the award: the publisher's endorsement, and start, completion and effect with their evidence."""
