"""Checked records become what a reader may see: public rows, today's states, indexes."""
