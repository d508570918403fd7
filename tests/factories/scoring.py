"""Facts, records, months and scores: each with the least that makes it whole."""

from __future__ import annotations

import itertools
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.ExifTags import IFD
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from lms.core.months import Month
from lms.scoring.models import ConductRecord, CountyMonth, IndicatorRecord, MonthScore
from lms.scoring.rules.assess import assess
from lms.scoring.rules.scheme import load
from lms.scoring.schemes.in_force import digest, shipped

_numbers = itertools.count(1)
MONTH = "2026-10"


def facts(**changes: Any) -> dict[str, Any]:
    """The facts of an ordinary month: eight credit hours of eight, nothing else."""
    plain: dict[str, Any] = {
        "month": MONTH,
        "offender": "00000000-0000-0000-0000-000000000001",
        "days": {"month": 31, "liable": 31, "in_correction": 31},
        "exemptions": [],
        "able_to_work": True,
        "level": "ordinary",
        "level_months": 6,
        "months_in_correction": 9,
        "study": {"seconds": 21_600, "target_seconds": 21_600},
        "tests": None,
        "records": [],
        "past": [],
        "late": [],
    }
    return plain | changes


def record(kind: str, **changes: Any) -> dict[str, Any]:
    """One record as facts hold it."""
    return {"id": f"r{next(_numbers):04d}", "kind": kind, "on": f"{MONTH}-08"} | changes


def conduct(offender: Any, kind: str = "report_on_time", **fields: Any) -> ConductRecord:
    """A record that counts, unless ``needs_second`` is given."""
    fields.setdefault("on", date(2026, 10, 8))
    fields.setdefault("county", offender.office.county())
    fields.setdefault("counts_in", str(Month.of(fields["on"])))
    if "recorded_by" not in fields:
        from tests.factories import people

        fields["recorded_by"] = people.user_with_role("officer", offender.office)
    return ConductRecord.objects.create(offender=offender, kind=kind, **fields)


def county_month(county: Any, month: str = MONTH, state: str = "draft", **fields: Any) -> Any:
    """A county's month under the shipped scheme."""
    defaults: dict[str, Any] = {
        "plain": shipped(),
        "digest": digest(shipped()),
        "review_due": date(2026, 11, 5),
        "approve_due": date(2026, 11, 8),
        "post_due": date(2026, 11, 10),
    }
    if state in ("posted", "final"):
        defaults |= {
            "posted_on": date(2026, 11, 10),
            "posted_until": date(2026, 11, 16),
            "visible_until": date(2026, 12, 10),
        }
    return CountyMonth.objects.create(county=county, month=month, state=state, **defaults | fields)


def score(offender: Any, of: CountyMonth, **fields: Any) -> MonthScore:
    """A score worked out from ``facts`` (those of an ordinary month, when none are given)."""
    given = {**(fields.pop("facts", None) or facts()), "offender": str(offender.pk)}
    given["month"] = of.month
    found = assess(given, load(of.plain)).plain()
    return MonthScore.objects.create(
        county_month=of,
        offender=offender,
        month=of.month,
        office=offender.office,
        juvenile=offender.juvenile_regime,
        facts=given,
        facts_hash=digest(given),
        **found | fields,
    )


def photo(name: str = "现场.jpg", *, size: tuple[int, int] = (640, 480), place: bool = True) -> Any:
    """A photograph as a telephone takes it, with the place where it was taken."""
    picture, content = Image.new("RGB", size, "olive"), BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Telephone"
        exif.get_ifd(IFD.GPSInfo)[1] = "N"
        exif.get_ifd(IFD.GPSInfo)[2] = (28.0, 6.0, 50.0)
    kinds = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
    picture.save(content, kinds[Path(name).suffix], exif=exif)
    return SimpleUploadedFile(name, content.getvalue(), "application/octet-stream")


def pdf(name: str = "决定书.pdf", *, pages: int = 1, script: str = "", password: str = "") -> Any:
    """A PDF of blank pages, with what must not be in one when asked for."""
    writer, content = PdfWriter(), BytesIO()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    if script:
        action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(
            DictionaryObject({NameObject(key): value for key, value in action.items()})
        )
    if password:
        writer.encrypt(password)
    writer.write(content)
    return SimpleUploadedFile(name, content.getvalue(), "application/pdf")


def indicator(
    organisation: Any, kind: str = "absconded", on: date = date(2026, 10, 8), **fields: Any
) -> IndicatorRecord:
    """A case of the three zeros."""
    if "recorded_by" not in fields:
        from tests.factories import people

        fields["recorded_by"] = people.user_with_role("manager", organisation)
    fields.setdefault("source", "县公安局通报")
    return IndicatorRecord.objects.create(
        organisation=organisation, indicator=kind, on=on, **fields
    )
