"""What is wrong in people's files: the problem, its words, the report."""
