"""Classes, reports, requests, alerts: each with the least that makes it whole."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lms.core.clock import now
from lms.learning.models import ToolResult
from lms.scoring.activities.door_codes import new_key
from lms.scoring.models import (
    ClassAttendance,
    GroupClass,
    HelpRequest,
    Reflection,
    ServiceEvent,
)
from tests.factories import people

_numbers = itertools.count(1)
REPORT = (
    "这个月我按时学习，去了社区参加公益活动，也和家里人好好谈了谈。"
    "下个月我打算找一份稳定的工作，请您放心。"
)


def officer(place: Any, **fields: Any) -> Any:
    return people.user_with_role("officer", place, **fields)


def group_class(organisation: Any, *called: Any, **fields: Any) -> GroupClass:
    """A class that runs now, with ``called`` on its roster."""
    fields.setdefault("title", f"法治教育{next(_numbers)}")
    fields.setdefault("place", "司法所二楼")
    fields.setdefault("starts_at", now() - timedelta(minutes=10))
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=2))
    fields.setdefault("door_key", new_key())
    if "created_by" not in fields:
        fields["created_by"] = officer(organisation)
    made = GroupClass.objects.create(organisation=organisation, **fields)
    for one in called:
        ClassAttendance.objects.create(group_class=made, offender=one)
    return made


def reflection(offender: Any, **fields: Any) -> Reflection:
    fields.setdefault("form", "typed")
    fields.setdefault("text", REPORT)
    return Reflection.objects.create(offender=offender, **fields)


def request(offender: Any, kind: str = "assistance", **fields: Any) -> HelpRequest:
    fields.setdefault("text", "想找一份工作")
    return HelpRequest.objects.create(offender=offender, kind=kind, **fields)


def event(organisation: Any, **fields: Any) -> ServiceEvent:
    """An activity of two hours tomorrow."""
    fields.setdefault("title", f"清扫河道{next(_numbers)}")
    fields.setdefault("place", "河边公园")
    fields.setdefault("starts_at", now() + timedelta(days=1))
    fields.setdefault("hours", Decimal(2))
    fields.setdefault("places", 20)
    if "created_by" not in fields:
        fields["created_by"] = officer(organisation)
    return ServiceEvent.objects.create(organisation=organisation, **fields)


def alarm(offender: Any, **fields: Any) -> ToolResult:
    """A tool's result above its threshold. It raises nothing by itself."""
    fields.setdefault("tool_title", "心情自评")
    fields.setdefault("answers", '[{"prompt": "不想见人", "answer": "总是", "points": 3}]')
    return ToolResult.objects.create(learner=offender.user, alarm=True, **fields)


def photo(name: str = "page.jpg") -> SimpleUploadedFile:
    held = BytesIO()
    Image.new("RGB", (60, 80), "white").save(held, "JPEG")
    return SimpleUploadedFile(name, held.getvalue(), "image/jpeg")


def recording(seconds: float = 3, name: str = "report.wav") -> SimpleUploadedFile:
    """Silence, 8 kHz, as an old phone records."""
    import wave

    held = BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * int(8000 * seconds))
    return SimpleUploadedFile(name, held.getvalue(), "audio/wav")
