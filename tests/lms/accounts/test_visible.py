"""Who finds whom: every list of persons starts here."""

from __future__ import annotations

import pytest

from lms.accounts.models import Offender
from tests.factories import people


def codes(user) -> set[str]:
    return set(Offender.objects.visible_to(user).values_list("code", flat=True))


@pytest.fixture
def spread(land):
    """One offender in each of the three offices."""
    for code, office in (("A", land.office), ("B", land.office2), ("C", land.office3)):
        people.offender(office, code=code)
    return land


@pytest.mark.parametrize(
    ("role", "place", "found"),
    [
        ("officer", "office", {"A"}),
        ("manager", "county", {"A", "B"}),
        ("manager", "city", {"A", "B", "C"}),
        ("prosecutor", "procuratorate", {"A", "B"}),
        ("auditor", "county", set()),
        ("audit_admin", "county", set()),
        ("security_admin", "county", set()),
        ("system_admin", "province", set()),
        ("editor", "county", set()),
        ("machine", "county", set()),
    ],
)
def test_each_role_finds_its_part_of_the_tree(spread, role, place, found) -> None:
    assert codes(people.user_with_role(role, getattr(spread, place))) == found
