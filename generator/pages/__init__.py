"""Pages from the catalog: which exist, what each template receives, their HTML."""
