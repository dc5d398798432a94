"""What is due to whom because of a match: decided, held with a reason, followed up and explained."""
