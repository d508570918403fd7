"""Facts of persons in a month, as ``rules/assess.py`` takes them (its head documents the form).

``gather`` is for a month that is closed, ``live`` for the one that runs. What is gathered is plain
JSON and canonical: gathered again from the same rows it has the same digest.
"""

from lms.scoring.facts.gathering import BATCH, Gathered, gather, gathered, live

__all__ = ["BATCH", "Gathered", "gather", "gathered", "live"]
