"""Labelled passages, made from a seed: templates, invented people, every trick of real files.

``passages(seed, number)`` gives the same passages for the same seed. Every template comes in turn,
so a few hundred passages show all of them in several shapes.
"""

from tests.cases.deidentify.passages.made import Label, Passage
from tests.cases.deidentify.passages.making import TEMPLATES, passages

__all__ = ["TEMPLATES", "Label", "Passage", "passages"]
