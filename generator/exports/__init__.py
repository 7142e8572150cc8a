"""Open data and other files made for machines: Catalog → {address: bytes}. Pure, from public rows only."""
