"""Checked records → what a reader may see: public rows, states of the day, indexes."""
