"""Questions and answers (答疑): asked by any organisation, answered by the publisher, released by the office to all at once."""
