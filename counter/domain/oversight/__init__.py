"""Looking at the records: summaries, closing the day, verifying."""
