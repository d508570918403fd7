"""The command that an outsider's check begins with."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lms.credits.models import MonthTotal


def test_clean_says_so(post) -> None:
    post()
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert out.getvalue() == "1 entries, 0 faults\n"


def test_a_fault_is_a_line_and_exit_1(post, learner) -> None:
    post()
    MonthTotal.objects.update(seconds=1)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger", "--json", stdout=out)
    assert ended.value.code == 1
    assert json.loads(out.getvalue())["faults"][0]["learner"] == str(learner.pk)


def test_one_learner_only(post, learner, land) -> None:
    from tests.factories import people

    post()
    out = StringIO()
    other = people.offender(land.office).user
    call_command("verify_ledger", "--learner", str(other.pk), stdout=out)
    assert out.getvalue() == "0 entries, 0 faults\n"


def test_not_an_id_is_told(db) -> None:
    with pytest.raises(CommandError):
        call_command("verify_ledger", "--learner", "7")
