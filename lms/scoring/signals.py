"""News about scores, for webhooks and the apps above."""

from django.dispatch import Signal

score_posted = Signal()
"""score: a person's score of a month was posted."""
level_decided = Signal()
"""proposal, change: an accepted proposal changed a person's level (`LevelChange`)."""
