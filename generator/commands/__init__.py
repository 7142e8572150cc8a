"""Commands other than building and serving: for editors, for staff, for upkeep, for paper."""
