"""The ledger: append-only credit entries, one hash chain per learner, totals per month.

Direction: imports ``core``, ``accounts``, ``messaging``, ``content``; read by ``learning`` and
above. Nothing here knows how a second was earned; it only keeps what was proven.
"""
