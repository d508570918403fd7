from django.urls import URLPattern, path

from lms.accounts import oidc
from lms.accounts.views import (
    accounts,
    entrance,
    handover,
    organisations,
    own,
    person,
    roster,
    team,
)

app_name = "accounts"
ENTRANCE: list[URLPattern] = [
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("sign-out/", entrance.sign_out, name="sign_out"),
    path("activate/", entrance.redeem, {"first": True}, name="activate"),
    path("recover/", entrance.redeem, {"first": False}, name="recover"),
    path("oidc/", oidc.begin, name="oidc"),
    path("oidc/callback/", oidc.callback, name="oidc_callback"),
]
OWN: list[URLPattern] = [
    path("password/", own.password, name="password"),
    path("second-factor/", own.second_factor, name="second_factor"),
    path("second-factor/codes/", own.backup_codes, name="backup_codes"),
    path("second-factor/remove/", own.remove_second_factor, name="remove_second_factor"),
    path("me/", own.me, name="me"),
    path("me/sign-out-elsewhere/", own.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("my-people/", team.my_people, name="my_people"),
]
PEOPLE: list[URLPattern] = [
    path("people/new/", person.new, name="person_new"),
    path("people/hand-over/", handover.hand_over, name="hand_over"),
    path("people/import/", roster.start, name="roster"),
    path("people/import/template/", roster.template, name="roster_template"),
    path("people/import/export/", roster.export, name="roster_export"),
    path("people/import/<uuid:pk>/", roster.report, name="roster_report"),
    path("people/import/<uuid:pk>/apply/", roster.apply, name="roster_apply"),
    path("people/<uuid:pk>/edit/", person.edit, name="person_edit"),
    path("people/<uuid:pk>/move/", person.move, name="person_move"),
    path("people/<uuid:pk>/level/", person.level, name="person_level"),
    path("people/<uuid:pk>/team/", team.team, name="person_team"),
    path("people/<uuid:pk>/settings/", person.settings, name="person_settings"),
    path("people/<uuid:pk>/restricted/", person.flags, name="person_flags"),
    path("people/<uuid:pk>/id-number/", person.id_number, name="person_id_number"),
    path("people/<uuid:pk>/code/", person.code, name="person_code"),
    path("people/<uuid:pk>/unlock/", person.forget_failures, name="person_unlock"),
]
ACCOUNTS: list[URLPattern] = [
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/new/", accounts.new, name="account_new"),
    path("accounts/<uuid:pk>/", accounts.account, name="account"),
    path("accounts/<uuid:pk>/edit/", accounts.edit, name="account_edit"),
    path("accounts/<uuid:pk>/grant/", accounts.grant, name="account_grant"),
    path("accounts/<uuid:pk>/end/", accounts.end, name="account_end"),
    path("accounts/<uuid:pk>/deputy/", accounts.deputy, name="account_deputy"),
    path("accounts/<uuid:pk>/lock/", accounts.lock, name="account_lock"),
    path("accounts/<uuid:pk>/unlock/", accounts.unlock, name="account_unlock"),
    path("accounts/<uuid:pk>/code/", accounts.code, name="account_code"),
]
ORGANISATIONS: list[URLPattern] = [
    path("organisations/", organisations.tree, name="organisations"),
    path("organisations/<uuid:uid>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:uid>/rename/", organisations.rename, name="organisation_rename"),
    path("organisations/<uuid:uid>/rules/", organisations.rules, name="organisation_rules"),
    path("organisations/<uuid:uid>/add/", organisations.add, name="organisation_add"),
    path("organisations/<uuid:uid>/switch/", organisations.switch, name="organisation_switch"),
]
urlpatterns = [*ENTRANCE, *OWN, *PEOPLE, *ACCOUNTS, *ORGANISATIONS]
