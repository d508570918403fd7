"""News for other systems follows what happens here."""

from lms.scoring.outward import telling as outward

outward.connect()
