"""What decides, exactly: averages, places, ties and lots, votes, prizes, and the method files that say which."""
