"""What can be done in learning, by subject."""
