"""The barometer (晴雨表): schemes, conduct records, the monthly score and what follows from it.

Begin with ``rules/`` (pure: what a scheme is, how facts become a score) and ``closing/`` (a month
from frozen facts to final). Imports learning and what lies below it, never training.
"""
