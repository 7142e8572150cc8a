"""The theme's scripts without a browser: node's own tests beside this file, and node for the tests of Python."""
