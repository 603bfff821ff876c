"""One module a family of verbs; the docstring of a verb is its help."""
