"""The floor's only app: a person as Django needs one, read from the platform's own table."""
