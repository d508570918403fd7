"""Rows beside the register: who is new, what changes, what stays, what must be refused.

Found by code or by ID number. What exists outside the importer's offices is told from what is new,
but nothing of it is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lms.accounts import identity, policies
from lms.accounts.actions.people import username_for
from lms.accounts.models import Kind, Offender, Organisation, User
from lms.accounts.models.users import normal_phone
from lms.accounts.permissions import Permission
from lms.accounts.roster.columns import plain
from lms.accounts.roster.reading import Row, check_name, missing_for_new
from lms.core.crypto import keyed_hash

ACCOUNT = ("name", "phone")


@dataclass
class Matched:
    """A row and whom it is about. ``changes`` of nobody yet: everything is new."""

    row: Row
    offender: Offender | None = None
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> str:
        if self.row.faults:
            return "refused"
        if self.offender is None:
            return "new"
        return "changed" if self.changes else "same"


class Register:
    """What is asked of the register: offices and officers once, people per batch of rows."""

    def __init__(self, by: User | None) -> None:
        self.by = by
        offices = Organisation.objects.filter(kind=Kind.JUSTICE_OFFICE)
        if by is not None:
            self.paths = policies.roots(by, Permission.IMPORT_PEOPLE)
            offices = offices.filter(policies.within(self.paths))
        self.offices = list(offices)
        self.names = self._names()
        self._officers: dict[int, dict[str, list[User]]] = {}

    def _names(self) -> dict[str, list[Organisation]]:
        """Offices by name, by code, and by county and name for offices that share one."""
        above = {o.path: o.name for o in Organisation.objects.filter(kind=Kind.COUNTY)}
        found: dict[str, list[Organisation]] = defaultdict(list)
        step = Organisation.steplen
        for office in self.offices:
            county = above.get(office.path[:-step], "")
            for name in {office.name, office.code, f"{county}{office.name}"} - {""}:
                found[plain(name)].append(office)
            found[plain(f"{county}/{office.name}")].append(office)
        return found

    def covers(self, office: Organisation) -> bool:
        return self.by is None or any(office.path.startswith(path) for path in self.paths)

    def officers_of(self, office: Organisation) -> dict[str, list[User]]:
        """Who may carry files of ``office``, by user name and by name."""
        if office.pk not in self._officers:
            found: dict[str, list[User]] = defaultdict(list)
            for user in User.objects.caseworkers_for(office):
                for name in {plain(user.username), plain(user.name)}:
                    found[name].append(user)
            self._officers[office.pk] = found
        return self._officers[office.pk]

    def match(self, rows: Iterable[Row]) -> list[Matched]:
        """One batch. Four queries, however many rows."""
        batch = list(rows)
        people = self._people_in(batch)
        phones = self._phones_in(batch)
        names = self._usernames_in(batch, people)
        return [self._match(row, people, phones, names) for row in batch]

    def _people_in(self, batch: list[Row]) -> dict[tuple[str, str], Offender]:
        codes = {row.given["code"] for row in batch if "code" in row.given}
        hashes = {keyed_hash(row.given["id_number"]) for row in batch if "id_number" in row.given}
        wanted = Q(code__in=codes) | Q(id_hash__in=hashes)
        found: dict[tuple[str, str], Offender] = {}
        for offender in Offender.objects.with_people().filter(wanted):
            found["code", offender.code] = offender
            found["hash", offender.id_hash] = offender
        return found

    def _phones_in(self, batch: list[Row]) -> dict[str, Any]:
        hashes = {keyed_hash(row.given["phone"]) for row in batch if "phone" in row.given}
        rows = User.objects.filter(phone_hash__in=hashes).values_list("phone_hash", "pk")
        return dict(rows)

    def _usernames_in(self, batch: list[Row], people: dict[Any, Offender]) -> set[str]:
        wanted = {username_for(row.given["code"]) for row in batch if "code" in row.given}
        taken = User.objects.filter(username__in=wanted).exclude(
            pk__in={offender.pk for offender in people.values()}
        )
        return set(taken.values_list("username", flat=True))

    def _match(
        self, row: Row, people: dict[tuple[str, str], Offender], phones: dict[str, Any],
        usernames: set[str],
    ) -> Matched:  # fmt: skip
        given = row.given
        by_code = people.get(("code", given.get("code", "")))
        number = given.get("id_number")
        by_number = people.get(("hash", keyed_hash(number))) if number else None
        self._name_office(row)
        if self._is_two_people(row, by_code, by_number):
            return Matched(row)
        offender = by_code or by_number
        if (phone := given.get("phone")) and phones.get(keyed_hash(phone)) not in (
            None, offender.pk if offender else None,
        ):  # fmt: skip
            row.refuse("phone", _("This telephone belongs to another account."), phone)
        if offender is None:
            missing_for_new(row)
            check_name(row)
            if (code := given.get("code")) and username_for(code) in usernames:
                row.refuse("code", _("Another account has this as its user name."), code)
            self._name_officer(row, given.get("office"))
            return Matched(row)
        if not self.covers(offender.office):
            row.refuse("code", _("This person is in the register of another organisation."))
            return Matched(row)
        self._name_officer(row, given.get("office") or offender.office)
        changes = self._changes(row, offender)
        if "name" in changes:
            check_name(row)
        return Matched(row, offender, changes)

    def _is_two_people(self, row: Row, by_code: Any, by_number: Any) -> bool:
        """Code and ID number that point to different people, or to one who has another of them."""
        if by_code is not None and "id_number" in row.given and by_code is not by_number:
            sentence = _("This code belongs to somebody with another ID number.")
            row.refuse("id_number", sentence, row.given["id_number"])
        elif by_number is not None and "code" in row.given and by_number is not by_code:
            sentence = _("This ID number is in the register with another code.")
            row.refuse("code", sentence, row.given["code"])
        else:
            return False
        return True

    def _name_office(self, row: Row) -> None:
        """The office that the cell names, in place of its name."""
        if (said := row.given.get("office")) is None:
            return
        found = list({office.pk: office for office in self.names.get(plain(said), [])}.values())
        if len(found) == 1 and found[0].is_active:
            row.given["office"] = found[0]
            return
        del row.given["office"]
        if len(found) > 1:
            sentence = _("Several offices have this name: please write the county before it.")
        elif found:
            sentence = _("This office is out of use.")
        else:
            sentence = _("There is no such office in your organisations.")
        row.refuse("office", sentence, said)

    def _name_officer(self, row: Row, office: Organisation | None) -> None:
        if (said := row.given.get("officer")) is None or office is None:
            row.given.pop("officer", None)
            return
        found = self.officers_of(office).get(plain(said), [])
        if len(found) == 1:
            row.given["officer"] = found[0]
            return
        del row.given["officer"]
        sentence = (
            _("Several officers have this name: please write the user name.")
            if found
            else _("No officer of this office has this name.")
        )
        row.refuse("officer", sentence, said)

    def _changes(self, row: Row, offender: Offender) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        for key, value in row.given.items():
            if _now(offender, key) != value:
                changes[key] = value
        if offender.juvenile_regime and row.given.get("juvenile_regime") is False:
            sentence = _("The juvenile regime stays until the end of correction.")
            row.refuse("juvenile_regime", sentence)
        starts = row.given.get("starts_on", offender.starts_on)
        if row.given.get("ends_on", offender.ends_on) < starts:
            row.refuse("ends_on", _("Correction would end before it begins."))
        if "treatment_level" in changes and not self._may_change_level(offender):
            row.refuse("treatment_level", _("You do not have the right to do this."))
        return changes

    def _may_change_level(self, offender: Offender) -> bool:
        return self.by is None or policies.can(self.by, Permission.CHANGE_LEVEL, offender)


def _now(offender: Offender, key: str) -> Any:
    """What the register says where the roster has ``key``."""
    if key == "phone":
        return normal_phone(offender.user.phone)
    if key == "name":
        return identity.person_name(offender.user.name)
    if key == "needs":
        return sorted(offender.needs)
    return getattr(offender, key)
