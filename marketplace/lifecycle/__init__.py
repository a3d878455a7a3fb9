"""The top room: the scenario's table with its guards and effects, the action pages, the desk, the tick."""
