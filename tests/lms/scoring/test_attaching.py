"""Files that prove something: what is kept, how, and who may see it."""

from __future__ import annotations

import base64
import os
import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from content.media.refusals import Refusal
from lms.core.errors import Conflict, Invalid, NotVisible
from lms.scoring.evidence import attaching, picturing
from lms.scoring.evidence.attaching import (
    attach,
    content_of,
    may_see,
    path_of,
    reseal,
    tidy,
    together,
)
from lms.scoring.models import Attachment
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(land):
    return people.offender(land.office)


@pytest.fixture
def keep(person):
    def keep(upload, kind="conduct", about=None):
        about = about or uuid.uuid4()
        return attach(by=person.user, kind=kind, about=about, upload=upload, offender=person)

    return keep


def files():
    folder = path_of(uuid.uuid4()).parent
    return list(folder.iterdir()) if folder.is_dir() else []


def of(raw, name="a.jpg"):
    return SimpleUploadedFile(name, raw, "image/jpeg")


def test_a_photograph_keeps_nothing_but_its_picture(keep):
    upload = scoring.photo()
    with Image.open(upload) as sent:
        assert dict(sent.getexif())
    kept = content_of(keep(upload))
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.size, dict(picture.getexif()), picture.info.get("exif")) == (
            (640, 480), {}, None,
        )  # fmt: skip
    assert b"Telephone" not in kept


@pytest.mark.parametrize("name", ["一.png", "二.webp"])
def test_png_and_webp_stay_what_they_are(keep, name):
    made = keep(scoring.photo(name))
    with Image.open(BytesIO(content_of(made))) as picture:
        assert (f".{picture.format.lower()}", dict(picture.getexif())) == (name[1:], {})


def test_a_large_photograph_becomes_smaller(keep):
    made = keep(scoring.photo(size=(5000, 1000)))
    with Image.open(BytesIO(content_of(made))) as picture:
        assert picture.size == (4000, 800)


def test_a_name_is_only_a_name_and_the_content_gives_the_ending(keep):
    upload = scoring.photo("x.png")
    upload._name = "..\\..\\etc/决定 书<b>.exe"
    made = keep(upload)
    assert (made.name, made.content_type) == ("决定 书_b_.png", "image/png")


def test_what_lies_on_the_disk_is_encrypted_for_this_file_alone(keep):
    one, two = keep(scoring.pdf()), keep(scoring.pdf(pages=2))
    sealed = path_of(one.pk).read_bytes()
    assert b"PDF" not in sealed
    assert path_of(one.pk).stat().st_mode & 0o777 == 0o600
    path_of(two.pk).write_bytes(sealed)
    with pytest.raises(NotVisible):
        content_of(two)


@pytest.mark.parametrize(
    "upload",
    [
        of(b""),
        of(b"MZ" + b"\0" * 500),
        of(b"<html><script>alert(1)</script>"),
        of(b"\xff\xd8\xff" + b"\0" * 50),
        of(b"RIFF1234WEBPxxxx"),
        of(b"%PDF-1.7 and nothing", "a.pdf"),
        of(b"GIF89a" + b"\0" * 50),
    ],
)
def test_what_is_something_else_or_broken_is_refused(keep, upload):
    with pytest.raises(Invalid) as told:
        keep(upload)
    assert list(told.value.fields) == ["files"]
    assert not Attachment.objects.exists()
    assert not files()


def test_a_pdf_is_paper(keep):
    for upload in (
        scoring.pdf(script="app.alert(1)"),
        scoring.pdf(password="geheim"),
        scoring.pdf(pages=61),
    ):
        with pytest.raises(Invalid):
            keep(upload)
    assert keep(scoring.pdf(pages=60)).content_type == "application/pdf"


def test_at_most_ten_megabytes(keep):
    with pytest.raises(Invalid):
        keep(of(b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024)))


def test_a_picture_that_would_fill_the_memory_is_refused(keep, monkeypatch):
    monkeypatch.setattr(picturing, "MOST_PIXELS", 640 * 480 - 1)
    with pytest.raises(Invalid):
        keep(scoring.photo())


def test_at_most_ten_files(keep):
    about = uuid.uuid4()
    for _number in range(10):
        keep(scoring.photo(size=(8, 8)), about=about)
    with pytest.raises(Conflict):
        keep(scoring.photo(size=(8, 8)), about=about)
    assert len(files()) == 10


def test_what_the_scanner_finds_is_refused(keep, monkeypatch):
    def found(_file):
        raise Refusal("virus", name="Eicar")

    monkeypatch.setattr(attaching, "require_clean", found)
    with pytest.raises(Invalid) as told:
        keep(scoring.photo())
    assert told.value.code == "virus"
    assert not files()


def test_what_fails_together_leaves_no_file(keep):
    def fail():
        with together():
            keep(scoring.photo())
            with together():
                keep(scoring.pdf())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not files()
    assert not Attachment.objects.exists()


def test_what_a_killed_process_left_goes_with_the_night(keep):
    made = keep(scoring.photo())
    left = path_of(uuid.uuid4())
    left.write_bytes(b"x")
    for path in (left, path_of(made.pk)):
        os.utime(path, (0, 0))
    assert tidy() == 1
    assert files() == [path_of(made.pk)]


def test_files_come_under_a_new_key(keep, settings):
    settings.FIELD_ENCRYPTION_KEY = old = f"k1:{base64.b64encode(b'1' * 32).decode()}"
    made = keep(scoring.pdf())
    content = content_of(made)
    settings.FIELD_ENCRYPTION_KEY = f"k2:{base64.b64encode(b'2' * 32).decode()},{old}"
    assert (reseal(), reseal()) == (1, 0)
    assert path_of(made.pk).read_bytes().startswith(b"k2:")
    assert (content_of(made), len(files())) == (content, 1)


def test_the_person_and_those_over_them_see_it(keep, land, person):
    made = keep(scoring.photo())
    for role, place in (("officer", land.office), ("manager", land.county),
                        ("prosecutor", land.procuratorate)):  # fmt: skip
        assert may_see(people.user_with_role(role, place), made)
    assert may_see(person.user, made)


def test_nobody_else_does(keep, land):
    made = keep(scoring.photo())
    for role, place in (("officer", land.office2), ("manager", land.county2),
                        ("auditor", land.county), ("machine", land.county)):  # fmt: skip
        assert not may_see(people.user_with_role(role, place), made)
    assert not may_see(people.offender(land.office).user, made)


def test_an_indicators_file_is_seen_where_the_indicator_is(land):
    manager = people.user_with_role("manager", land.county)
    record = scoring.indicator(land.office)
    made = attach(by=manager, kind="indicator", about=record.pk, upload=scoring.pdf())
    assert may_see(manager, made)
    assert not may_see(people.user_with_role("manager", land.county2), made)
