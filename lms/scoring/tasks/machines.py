"""News for other systems follows what happens here."""

from lms.scoring import outward

outward.connect()
