"""The staff's lists, one module a subject."""
