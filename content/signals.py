"""News for the apps above."""

from django.dispatch import Signal

withdrawn = Signal()
"""``page``, ``recall``: a resource was withdrawn by its owner. Sent after commit."""

adopted = Signal()
"""``adoption``: a resource was adopted. Sent after commit."""

study_changed = Signal()
"""``page``, ``version``, ``before``, ``after``: what is studied on a page has changed; seconds
before and after. Progress is kept; what is new is to be learnt. Sent after commit."""
