"""What any room may choose from: fields, vocabularies, operating models, return mechanisms, selection methods, bodies."""
