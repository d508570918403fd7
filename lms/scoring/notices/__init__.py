"""The written notice of a score, its paper, and the public posting."""
