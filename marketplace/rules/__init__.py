"""The rule gate (规则闸门): what law and policy ask of a plan, as rows with their source, and the findings about one plan."""
