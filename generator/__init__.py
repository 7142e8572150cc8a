"""Static-site generator of the public civic portal: YAML records in, a checked static site out."""

__version__ = "0.2.0"
