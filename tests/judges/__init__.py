"""Judges that are not Python's: the HTML checker (Java) and Lighthouse (Node), locked in package-lock.json."""
