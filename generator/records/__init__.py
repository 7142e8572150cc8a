"""Files of people → checked records: reading, checking, and writing them back."""
