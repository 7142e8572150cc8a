"""Catalog → pages: which there are, what each template is given, their HTML."""
