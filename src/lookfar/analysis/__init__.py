"""What is known, written for a reader; every judgement with its evidence."""
