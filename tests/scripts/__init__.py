"""The theme's scripts without a browser: node's own tests, and ``node`` for tests in Python."""
