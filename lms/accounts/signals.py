"""News about people, for the layers above."""

from django.dispatch import Signal

offender_registered = Signal()
"""offender: one file was opened."""
offenders_imported = Signal()
"""offender_ids: files that a roster opened, or changed, together; sent once per batch, inside its
transaction, instead of `offender_registered` and `stage_or_level_changed`."""
stage_or_level_changed = Signal()
"""offender: something that the study plan or the monthly target depends on has changed."""
level_changed = Signal()
"""change (`LevelChange`): somebody decided about a treatment level. Inside the transaction."""
role_granted = Signal()
"""grant"""
role_ended = Signal()
"""grant"""
organisation_created = Signal()
"""organisation"""
organisation_changed = Signal()
"""organisation: its rules of study (hours, cap, target, lengths of the stages) were set anew."""
