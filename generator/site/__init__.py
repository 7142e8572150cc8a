"""The site as files: written, audited, published."""
