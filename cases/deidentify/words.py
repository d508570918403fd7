"""What kinds and reasons are called in the reader's language: the only words of this package."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cases.deidentify.spans import Kind

KINDS: dict[Kind, str] = {
    Kind.PERSON: gettext_noop("name of a person"),
    Kind.ID_NUMBER: gettext_noop("ID number"),
    Kind.PHONE: gettext_noop("telephone number"),
    Kind.BANK_CARD: gettext_noop("bank card"),
    Kind.PLATE: gettext_noop("number plate"),
    Kind.ADDRESS: gettext_noop("place or address"),
    Kind.UNIT: gettext_noop("unit or company"),
    Kind.PASSPORT: gettext_noop("passport or other document"),
    Kind.EMAIL: gettext_noop("e-mail address"),
    Kind.SOCIAL: gettext_noop("WeChat or QQ number"),
    Kind.ACCOUNT: gettext_noop("account or name on the net"),
    Kind.BIRTH_DATE: gettext_noop("date of birth"),
    Kind.CASE_NUMBER: gettext_noop("number of a case"),
    Kind.PROPERTY_TITLE: gettext_noop("property certificate"),
}

NUMBERS = {
    "id-checked": gettext_noop("Region, date of birth and check digit of an ID number are right."),
    "id-called": gettext_noop("The words beside it call it an ID number."),
    "id-called-odd": gettext_noop("It is called an ID number but is not quite in order."),
    "id-plausible": gettext_noop(
        "Region and date of birth fit an ID number; the check digit does not."
    ),
    "id-glued": gettext_noop("An ID number that checks stands inside a longer row of digits."),
    "id-old": gettext_noop("It may be an ID number of 15 digits."),
    "phone-called": gettext_noop("The words beside it call it a telephone number."),
    "phone-mobile": gettext_noop("Eleven digits as of a mobile telephone."),
    "phone-grouped": gettext_noop("Eleven digits grouped as mobile numbers are."),
    "phone-broken-called": gettext_noop("A telephone number in pieces; words beside it say so."),
    "phone-broken": gettext_noop("The pieces together may be a mobile number."),
    "phone-glued": gettext_noop("A mobile number may stand directly behind or before letters."),
    "phone-disguised": gettext_noop("Letters or Chinese numerals stand for digits of a telephone."),
    "phone-landline": gettext_noop("An area code and a local number."),
    "phone-landline-bare": gettext_noop("It may be an area code and a local number."),
    "phone-service": gettext_noop("A service number (400 or 800)."),
    "phone-local": gettext_noop("A local number that is called a telephone."),
    "card-called": gettext_noop("The words beside it call it a card or an account at a bank."),
    "card-checked": gettext_noop("The check digit of a bank card is right."),
    "card-grouped": gettext_noop("Grouped like a bank card, and the check digit is right."),
    "card-broken": gettext_noop("The pieces together check as a bank card."),
    "card-disguised": gettext_noop("Letters or Chinese numerals stand for digits of a card."),
    "plate": gettext_noop("It has the form of a number plate."),
    "plate-called": gettext_noop("The words beside it call it a number plate."),
    "plate-consul": gettext_noop("A plate of an embassy or consulate."),
    "plate-forces": gettext_noop("It has the form of a plate of the armed forces."),
    "passport": gettext_noop("It has the form of a passport number."),
    "passport-called": gettext_noop("The words beside it call it a document of a person."),
    "officer-card": gettext_noop("The number of an officer's card."),
    "email": gettext_noop("An e-mail address."),
    "email-broken": gettext_noop("An e-mail address in pieces."),
    "email-spelled": gettext_noop("An e-mail address that is spelled out in words."),
    "social-qq": gettext_noop("The words beside it call it a QQ number."),
    "social-wechat": gettext_noop("The words beside it call it a WeChat number."),
    "account-called": gettext_noop("The words beside it call it an account."),
    "account-name": gettext_noop("The words beside it call it a name on the net."),
    "birth-said": gettext_noop("The words behind the date say that somebody was born then."),
    "birth-called": gettext_noop("The words before the date call it a date of birth."),
    "birth-column": gettext_noop("The date stands in a column of dates of birth."),
    "case-court": gettext_noop("A case number of a court."),
    "case-authority": gettext_noop(
        "A case number of a procuratorate, the police or another office."
    ),
    "case-called": gettext_noop("The words beside it call it a case number."),
    "title-estate": gettext_noop("The number of a real estate certificate."),
    "title-certificate": gettext_noop("The number of a house, land or forest certificate."),
    "title-called": gettext_noop("The words beside it call it a property certificate."),
}

NAMES = {
    "shape": gettext_noop("A surname and signs that make a name."),
    "clause": gettext_noop("It stands where a name of a person stands."),
    "verb": gettext_noop("The word beside it says what a person does."),
    "role": gettext_noop("The word beside it says a role: defendant, witness, victim, relative."),
    "kin": gettext_noop("The word beside it names a relative."),
    "title": gettext_noop("A surname with an office or title."),
    "list": gettext_noop("It stands in a list of names."),
    "column": gettext_noop("It stands in a column of names."),
    "alias": gettext_noop("It is said to be another name or a nickname."),
    "honorific": gettext_noop("A way to call a person by the surname."),
    "dotted": gettext_noop("A name with a middle dot, as of some nationalities and foreigners."),
    "known": gettext_noop("The same name is certain elsewhere in this case."),
    "address": gettext_noop("Several parts of an address follow each other."),
    "place": gettext_noop("The name of a place."),
    "unit": gettext_noop("The name of a unit or company."),
}

REASONS = NUMBERS | NAMES


def kind_name(kind: Kind | str) -> str:
    """What ``kind`` is called."""
    return _(KINDS[Kind(kind)])


def reason(code: str) -> str:
    """Why something was found; for a code without words, that it was."""
    return _(REASONS[code]) if code in REASONS else _("It may name a person, a place or a unit.")
