"""The search index of a finished site."""
