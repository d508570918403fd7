"""What follows when a case is published or withdrawn: versions of what is studied, news upward."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_published

from cases import signals
from cases.models import CasePage
from content import signals as content_signals

READ = ("summary", "sentence", "causes", "lessons", "measures")
STREAMS = ("body", "timeline", "statutes")


def fingerprint(case: CasePage) -> str:
    """The same as long as what is read is the same; titles, questions and lists do not count."""
    parts = [getattr(case, name) for name in READ]
    parts += [_values(getattr(case, name)) for name in STREAMS]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _values(stream: Any) -> list[Any]:
    """Blocks without their ids, pictures by what they show: both change with every round."""
    rows = zip(stream, stream.get_prep_value(), strict=True)
    return [(raw["type"], _shown(block.value, raw["value"])) for block, raw in rows]


def _shown(value: Any, raw: Any) -> Any:
    image = value.get("image") if isinstance(value, dict) else None
    return {**raw, "image": image.file_hash or image.pk} if image is not None else raw


@receiver(page_published, sender=CasePage, dispatch_uid="cases.count_version")
def count_version(sender: Any, instance: CasePage, **kwargs: Any) -> None:
    """Other content is the next version; people's progress stays where it was."""
    mark = fingerprint(instance)
    with transaction.atomic():
        row = CasePage.objects.select_for_update().get(pk=instance.pk)
        if row.fingerprint == mark:
            return
        version = row.study_version + 1
        CasePage.objects.filter(pk=row.pk).update(study_version=version, fingerprint=mark)
        instance.study_version, instance.fingerprint = version, mark
        transaction.on_commit(
            lambda: content_signals.study_changed.send(
                sender=CasePage, page=instance, version=version,
                before=row.nominal_seconds if row.study_version else 0,
                after=instance.nominal_seconds,
            )
        )  # fmt: skip


@receiver(content_signals.withdrawn, dispatch_uid="cases.tell_withdrawal")
def tell_withdrawal(sender: Any, page: Any, **kwargs: Any) -> None:
    if isinstance(page, CasePage):
        signals.case_withdrawn.send(sender=CasePage, case=page, reason=page.withdrawn_reason)
