"""News of cases for the apps above: training gives readings, search indexes and forgets."""

from __future__ import annotations

from django.dispatch import Signal

case_published = Signal()
"""``case`` (a live `CasePage`), ``submission``, ``edition`` (from 1; a revised case counts up).
Sent on commit, for warning cases."""

case_withdrawn = Signal()
"""``case``, ``reason``. Sent on commit, for cases of every kind."""
