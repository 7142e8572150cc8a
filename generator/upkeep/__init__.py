"""Maintenance of a portal over the years: links, confirmations, letters, migrations, new roots."""
