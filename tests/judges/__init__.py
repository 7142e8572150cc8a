"""Judges outside Python: the HTML checker (Java) and Lighthouse (Node), locked in package-lock.json."""
