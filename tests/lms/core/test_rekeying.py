"""After a key was put in front: every encrypted column under it, and look-ups as before."""

from __future__ import annotations

import base64
import os
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lms.accounts.models import Offender, User
from lms.core import rekeying
from tests.factories import people

pytestmark = pytest.mark.django_db


def key(name: str) -> str:
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.fixture
def rotated(settings: Any) -> Any:
    """An offender written under the old key; then a new key is put in front."""
    old = key("k1")
    settings.FIELD_ENCRYPTION_KEY = old
    offender = people.offender(people.land().office, phone=people.phone())
    settings.FIELD_ENCRYPTION_KEY = f"{key('k2')},{old}"
    return offender


def names_of_keys(model: Any, name: str) -> set[str]:
    field = model._meta.get_field(name)
    return {token.partition(":")[0] for _pk, token in rekeying.tokens(model, field)}


def test_all_values_come_under_the_new_key(rotated: Any) -> None:
    said = StringIO()
    call_command("reencrypt", stdout=said)
    assert names_of_keys(Offender, "id_number") == {"k2"}
    assert names_of_keys(User, "phone") == {"k2"}
    assert "accounts.Offender.id_number: 1" in said.getvalue()


def test_the_values_and_the_look_ups_stay(rotated: Any) -> None:
    call_command("reencrypt", stdout=StringIO())
    read = Offender.objects.get(pk=rotated.pk)
    assert (read.id_number, read.user.phone) == (rotated.id_number, rotated.user.phone)
    assert Offender.objects.by_id_number(rotated.id_number).get() == rotated


def test_a_second_run_has_nothing_to_do(rotated: Any) -> None:
    field = Offender._meta.get_field("id_number")
    assert rekeying.reencrypt(Offender, field) == 1
    assert rekeying.reencrypt(Offender, field) == 0


def test_a_value_of_an_unknown_key_is_told_and_left(rotated: Any, settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEY = key("k9")
    with pytest.raises(CommandError, match="not readable"):
        call_command("reencrypt", stdout=StringIO())
    assert names_of_keys(Offender, "id_number") == {"k1"}
