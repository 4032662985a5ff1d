"""What is given: labels, exact numbers, scales, the table of scores, and what is wrong with it."""
