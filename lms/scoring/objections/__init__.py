"""Objections: what is in dispute, who may work on it, whom to tell."""
