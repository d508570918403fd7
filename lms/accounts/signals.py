"""News about people, for the layers above."""

from django.dispatch import Signal

offender_registered = Signal()
"""offender"""
stage_or_level_changed = Signal()
"""offender"""
role_granted = Signal()
"""grant"""
role_ended = Signal()
"""grant"""
organisation_created = Signal()
"""organisation"""
