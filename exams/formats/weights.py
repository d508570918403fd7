"""Shares of points in other systems, said in words where ours are given otherwise. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from exams.bank.plain import decimal
from exams.formats.drafts import Draft

_NEAR = Fraction(1, 1000)


def share(text: str) -> Fraction:
    """Per cent as a share of one. Raises `ValueError`."""
    return Fraction(decimal(text.strip().replace(",", "."))) / 100


def percent(value: Fraction) -> str:
    return f"{float(value * 100):g}"


def of_several(draft: Draft, values: Sequence[Fraction]) -> None:
    """Says where the shares of a multiple choice are others than our rule's."""
    right = [value for value in values if value > 0]
    alike = Fraction(1, len(right)) if right else Fraction(0)
    if any(abs(value - alike) > _NEAR for value in right):
        draft.note(_("The right options are worth different shares there; here all are alike."))
    if any(abs(value + alike) > _NEAR for value in values if value <= 0):
        draft.note(
            _("Wrong options take off another share there; here each takes off as much as a "
              "right one gives.")
        )  # fmt: skip


def of_one(draft: Draft, values: Sequence[Fraction]) -> None:
    """Says where an option of a single choice is worth a part, which it is not here."""
    for value in values:
        if value not in (0, 1):
            draft.note(
                _("An option is worth %(percent)s %% there; here it is simply wrong.")
                % {"percent": percent(value)}
            )


def partly(draft: Draft, answer: str, value: Fraction) -> None:
    """Says that an answer that counts in part is not taken."""
    if value > 0:
        draft.note(
            _("The answer “%(answer)s” is worth %(percent)s %% there; here it is not right.")
            % {"answer": answer[:60], "percent": percent(value)}
        )


def comment(draft: Draft, text: str) -> None:
    if text.strip():
        draft.note(_("The comment on an answer is left out."))


def literal(draft: Draft, answer: str) -> str:
    """An answer whose ``*`` are wildcards there; ``\\*`` is the sign itself."""
    if "*" in answer.replace("\\*", ""):
        draft.note(_("The sign * stands for any words there; here it is an ordinary sign."))
    return answer.replace("\\*", "*")
