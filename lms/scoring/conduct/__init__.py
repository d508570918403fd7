"""Conduct records: what may be one, how it is said, files that bring many."""
