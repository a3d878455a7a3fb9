"""The figures that the office may change: service limits, selection methods, minimum days; each change with its effect date."""
