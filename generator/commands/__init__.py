"""What each command does besides building and serving: for editors, for staff, for upkeep, on paper."""
