"""Open data and other files for machines: Catalog → {address: bytes}. Pure, from public rows only."""
