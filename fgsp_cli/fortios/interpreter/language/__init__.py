"""A typed line as words, and which words a unit knows."""
