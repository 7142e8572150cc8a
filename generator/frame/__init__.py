"""What MkDocs renders: the prose and the shells that records are stamped into."""
