"""What can be done in scoring, a module per room. Closing a month has its own: ``closing/``."""
