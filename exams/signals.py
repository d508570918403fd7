"""News from exams, for the apps above."""

from django.dispatch import Signal

result_final = Signal()
"""``sitting`` (`Sitting`), ``learner``, ``paper``, ``score`` (per cent of the paper's points, a
Decimal with two places), ``passed``, ``attempt``, ``month`` ("2026-11"): everything is graded; once
for each sitting, and again, with the new score, when a regrade changed it. Mock exams and practice
send nothing. Inside the transaction."""
