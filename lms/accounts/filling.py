"""What this app puts into menus, named places and the words of the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.accounts.roles import Role
from lms.core import menus, places, verbs

PERSON_PAGES = (
    ("accounts:person_edit", _("Change the file"), "edit", Permission.EDIT_PEOPLE),
    ("accounts:person_team", _("Team"), "people", Permission.EDIT_PEOPLE),
    ("accounts:person_level", _("Level"), "sort", Permission.CHANGE_LEVEL),
    ("accounts:person_move", _("Move office"), "organisation", Permission.EDIT_PEOPLE),
    ("accounts:person_settings", _("Study settings"), "settings", Permission.EDIT_PEOPLE),
    ("accounts:person_flags", _("Restricted information"), "lock", Permission.VIEW_RESTRICTED),
    ("accounts:person_id_number", _("ID number"), "eye", Permission.VIEW_ID_NUMBER),
    ("accounts:person_code", _("Password"), "key", Permission.RECOVER_ACCOUNT),
)


@dataclass(frozen=True)
class PersonPage:
    label: Any
    url: str
    icon: str
    current: bool


def pages_of(request: HttpRequest, offender: Any) -> list[PersonPage]:
    """The pages below a person that this reader may open."""
    return [
        PersonPage(label, url := reverse(name, args=[offender.pk]), icon, url == request.path)
        for name, label, icon, permission in PERSON_PAGES
        if policies.can(request.user, permission, offender)
    ]


def person_actions(request: HttpRequest, offender: Any, **_more: Any) -> SafeString | None:
    """Links on the person's own page."""
    pages = pages_of(request, offender)
    if not pages:
        return None
    return render_to_string("accounts/person_actions.html", {"pages": pages}, request)


def helps(user: Any) -> bool:
    return user.role in (Role.HELPER, Role.GUARDIAN)


def _menus() -> None:
    entry = menus.register
    entry(menus.OWN, _("My profile"), "accounts:me", "person", order=10)
    entry(menus.TABS, _("My persons"), "accounts:my_people", "people", order=10, shown=helps)
    entry("work", _("My persons"), "accounts:my_people", "people", order=10, shown=helps)
    edit = menus.may(Permission.EDIT_PEOPLE)
    brings = menus.may(Permission.IMPORT_PEOPLE)
    accounts = menus.may(Permission.MANAGE_ACCOUNTS)
    entry("people", _("New offender"), "accounts:person_new", "plus", order=60, shown=edit)
    entry(
        "people",
        _("Import"),
        "accounts:roster",
        "upload",
        order=70,
        shown=brings,
    )
    entry("people", _("Hand over files"), "accounts:hand_over", "next", order=80, shown=edit)
    entry("team", _("Accounts"), "accounts:accounts", "key", order=70, shown=accounts)

    def runs_organisations(user: Any) -> bool:
        return bool(
            user.can(Permission.MANAGE_ORGANISATIONS) or user.can(Permission.MANAGE_STUDY_RULES)
        )

    entry(
        "platform", _("Organisations"), "accounts:organisations", "organisation", order=20,
        shown=runs_organisations,
    )  # fmt: skip


def connect() -> None:
    """Called once when the app is ready."""
    _menus()
    places.home(lambda user: user.role == Role.HELPER, "accounts:my_people", order=5)
    places.register("person_actions", person_actions, order=20)
    verbs.register(VERBS)


VERBS = {
    "accounts.signed_in": _("signed in"),
    "accounts.sign_in_failed": _("could not sign in"),
    "accounts.locked_out": _("was locked after wrong passwords"),
    "accounts.lock_out_ended": _("ended a lock after wrong passwords"),
    "accounts.signed_out": _("signed out"),
    "accounts.signed_out_elsewhere": _("signed out on all other devices"),
    "accounts.password_changed": _("changed the password"),
    "accounts.password_refused": _("typed a wrong old password"),
    "accounts.token_issued": _("took a token for a program"),
    "accounts.token_revoked": _("gave a token back"),
    "accounts.code_issued": _("issued a one-time code"),
    "accounts.code_redeemed": _("used a one-time code"),
    "accounts.code_refused": _("typed a wrong one-time code"),
    "accounts.second_factor_set_up": _("set up the second factor"),
    "accounts.second_factor_shown": _("showed the second factor"),
    "accounts.second_factor_refused": _("typed a wrong code of the second factor"),
    "accounts.second_factor_removed": _("removed the second factor"),
    "accounts.second_factor_reset": _("reset somebody's second factor"),
    "accounts.backup_codes_renewed": _("made new backup codes"),
    "accounts.account_created": _("made an account"),
    "accounts.account_changed": _("changed an account"),
    "accounts.account_locked": _("locked an account"),
    "accounts.account_unlocked": _("unlocked an account"),
    "accounts.role_granted": _("granted a role"),
    "accounts.role_ended": _("ended a role"),
    "accounts.organisation_added": _("added an organisation"),
    "accounts.organisation_renamed": _("renamed an organisation"),
    "accounts.organisation_switched_on": _("took an organisation into use"),
    "accounts.organisation_switched_off": _("took an organisation out of use"),
    "accounts.study_rules_set": _("set the rules of study"),
    "accounts.offender_registered": _("opened the file of an offender"),
    "accounts.offender_changed": _("changed the file of an offender"),
    "accounts.level_changed": _("changed the treatment level"),
    "accounts.office_moved": _("moved a file to another office"),
    "accounts.officer_named": _("named the officer of a file"),
    "accounts.caseload_handed_over": _("handed a file over"),
    "accounts.team_set": _("set the correction team"),
    "accounts.study_settings_set": _("set personal study settings"),
    "accounts.flag_set": _("set a restricted flag"),
    "accounts.flag_cleared": _("cleared a restricted flag"),
    "accounts.roster_imported": _("imported a roster"),
    "accounts.roster_exported": _("exported a roster"),
}
