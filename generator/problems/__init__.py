"""What is wrong in files of people: the problem, its words, the report."""
