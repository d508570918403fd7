"""A scheme in words, for the page that everybody on the staff reads and prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.accounts.models import Level
from lms.scoring.rules.check import Problem
from lms.scoring.rules.kinds import KINDS, Source
from lms.scoring.rules.scheme import Item, ItemKind, Per, Proposal, Scheme
from lms.scoring.wording import BANDS

KIND_LABELS = {
    ItemKind.PLUS: gettext_lazy("gives points"),
    ItemKind.MINUS: gettext_lazy("takes points"),
    ItemKind.ZERO: gettext_lazy("the month is the minimum"),
    ItemKind.FREEZE: gettext_lazy("no score until cleared"),
}
SOURCE_LABELS = {
    Source.LEDGER: gettext_lazy("the ledger of study"),
    Source.EXAM: gettext_lazy("monthly tests"),
    Source.ATTENDANCE: gettext_lazy("attendance of group classes"),
    Source.CONDUCT: gettext_lazy("conduct records"),
    Source.MONTH: gettext_lazy("the month itself"),
}
PER_LABELS = {
    Per.EACH: gettext_lazy("each time"),
    Per.HOUR: gettext_lazy("each full hour"),
    Per.CREDIT_HOUR: gettext_lazy("each full credit hour"),
    Per.BEST: gettext_lazy("the best result, by steps"),
    Per.FAILED: gettext_lazy("no result that reaches the lowest step"),
    Per.STAGE: gettext_lazy("each stage, once"),
    Per.MONTH: gettext_lazy("once in the month"),
    Per.CLEAN: gettext_lazy("a month without deductions"),
}
EXEMPTION_LABELS = {
    "illness": gettext_lazy("illness"),
    "pregnancy": gettext_lazy("pregnancy"),
    "custody": gettext_lazy("custody"),
    "leave": gettext_lazy("approved leave"),
    "other": gettext_lazy("another reason"),
    "partial_month": gettext_lazy("a month that was not whole"),
}
CALENDAR_LABELS = {
    "lock_day": gettext_lazy("Facts are locked on day"),
    "review_day": gettext_lazy("Offices review by day"),
    "approve_day": gettext_lazy("The county approves by day"),
    "post_day": gettext_lazy("Notice and posting from day"),
    "post_working_days": gettext_lazy("Working days of posting and objection"),
    "answer_working_days": gettext_lazy("Working days for the office's answer"),
    "reply_working_days": gettext_lazy("Working days for the county's decision"),
    "visible_days": gettext_lazy("Days until the posting is gone"),
}
PROPOSAL_LABELS = {
    "level": gettext_lazy("change of level"),
    "commendation": gettext_lazy("commendation"),
    "talk": gettext_lazy("talk of warning"),
}
BAND_LABELS = {code: label for code, label in BANDS if code != "frozen"}


@dataclass(frozen=True)
class ItemRow:
    """An item as a line of the table. ``number``: its place in the scheme."""

    number: int
    item: Item
    points: str
    more: tuple[str, ...]

    @property
    def kind(self) -> Any:
        return KIND_LABELS[self.item.kind]

    @property
    def colour(self) -> str:
        return {ItemKind.PLUS: "good", ItemKind.MINUS: "bad"}.get(self.item.kind, "warn")

    @property
    def counts(self) -> str:
        return _listed(KINDS[fact].label for fact in self.item.facts) or str(self.source)

    @property
    def source(self) -> Any:
        return SOURCE_LABELS[Source(self.item.source)]

    @property
    def per(self) -> Any:
        return PER_LABELS[self.item.per]


def item_rows(scheme: Scheme) -> list[ItemRow]:
    return [
        ItemRow(number, item, points_words(item), tuple(_more(item, scheme)))
        for number, item in enumerate(scheme.items)
    ]


def _listed(words: Any) -> str:
    return _(", ").join(map(str, words))


def points_words(item: Item) -> str:
    """ "+1", "−2 / −5", "+4 from 80, +2 from 60"."""
    if item.kind in (ItemKind.ZERO, ItemKind.FREEZE):
        return "–"
    if item.per == Per.FAILED:
        return _signed(item, min(item.steps, key=lambda step: step.at_least).points)
    if item.steps:
        steps = sorted(item.steps, key=lambda step: -step.at_least)
        words = _("%(points)s from %(result)d")
        return _listed(
            words % {"points": _signed(item, s.points), "result": s.at_least} for s in steps
        )
    if item.by_fact:
        return " / ".join(_signed(item, item.points_of(fact)) for fact in item.facts)
    return _signed(item, item.points)


def _signed(item: Item, points: int) -> str:
    return f"{'+' if item.sign > 0 else '−'}{points}"


def _more(item: Item, scheme: Scheme) -> Iterator[str]:
    if item.unless:
        words = _("Not if there is: %(facts)s.")
        yield words % {"facts": _listed(KINDS[fact].label for fact in item.unless)}
    if item.replaces:
        words = _("For the same fact it stands in place of %(codes)s.")
        yield words % {"codes": _listed(item.replaces)}
    if item.only_able:
        yield _("Only for those able to work.")
    if item.code in scheme.targets.lifts:
        yield _("Not for whoever is exempt.")


def proposal_sentence(rule: Proposal) -> str:
    """What must hold, in one sentence."""
    found = list(_conditions(rule))
    counted = [
        ngettext("%(n)d time %(fact)s", "%(n)d times %(fact)s", least)
        % {"n": least, "fact": KINDS[fact].label}
        for fact, least in rule.any_fact.items()
    ]
    if counted:
        words = _("within %(months)d months: %(facts)s") if rule.months > 1 else "%(facts)s"
        given = _(" or ").join(counted)
        counted = [words % {"months": rule.months, "facts": given}]
    either = [_listed(found)] if found and not _only_levels(rule) else []
    sentence = _("; or ").join([*either, *counted])
    if rule.levels:
        names = dict(Level.choices)
        levels = _listed(names[level] for level in rule.levels)
        sentence = _("At level %(levels)s: %(sentence)s") % {
            "levels": levels, "sentence": sentence,
        }  # fmt: skip
    return sentence


def _only_levels(rule: Proposal) -> bool:
    return rule.each_at_least is None and rule.mean_at_least is None and rule.below is None


def _conditions(rule: Proposal) -> Iterator[str]:
    months = {"months": rule.months}
    if rule.below is not None:
        yield _("the month is below %(points)d") % {"points": rule.below}
        return
    if rule.each_at_least is not None:
        words = ngettext(
            "%(months)d month of at least %(points)d",
            "%(months)d straight months of at least %(points)d each", rule.months,
        )  # fmt: skip
        yield words % (months | {"points": rule.each_at_least})
    if rule.mean_at_least is not None:
        yield _("on average at least %(points)d") % {"points": rule.mean_at_least}
    if rule.penalty_free:
        yield _("no penalty")
    if rule.in_correction_months:
        words = _("in correction for at least %(months)d months")
        yield words % {"months": rule.in_correction_months}
    if rule.at_level_months:
        words = _("at this level for at least %(months)d months")
        yield words % {"months": rule.at_level_months}


def calendar_rows(scheme: Scheme) -> list[tuple[Any, int]]:
    return [(label, getattr(scheme.calendar, name)) for name, label in CALENDAR_LABELS.items()]


def exemption_words(scheme: Scheme) -> str:
    return _listed(EXEMPTION_LABELS[one] for one in scheme.targets.exemptions)


FIELD_LABELS = {
    "code": gettext_lazy("Code"), "name": gettext_lazy("Name"), "kind": gettext_lazy("Effect"),
    "source": gettext_lazy("Source"), "facts": gettext_lazy("What counts"),
    "per": gettext_lazy("How it counts"), "points": gettext_lazy("Points"),
    "cap": gettext_lazy("At most a month"), "replaces": gettext_lazy("Stands in place of"),
    "unless": gettext_lazy("Not if there is"), "steps": gettext_lazy("Steps"),
    "bands": gettext_lazy("Weathers"), "targets": gettext_lazy("Exemptions"),
    "calendar": gettext_lazy("Calendar"), "items": gettext_lazy("Items"),
    "proposals": gettext_lazy("Proposals"), "base": gettext_lazy("Base"),
    "minimum": gettext_lazy("Minimum"), "maximum": gettext_lazy("Maximum"),
}  # fmt: skip


def said_problem(plain: dict[str, Any], problem: Problem) -> str:
    """The problem with the place that it is in: "M5, Points: …"."""
    parts: list[str] = []
    path = problem.path
    if len(path) > 1 and path[0] in ("items", "proposals") and isinstance(path[1], int):
        one = plain[path[0]][path[1]]
        number = str(path[1] + 1)
        parts.append(str(one.get("code") or one.get("name") or number))
        path = path[2:]
    parts += [str(FIELD_LABELS[one]) for one in path[:1] if one in FIELD_LABELS]
    where = _(", ").join(parts)
    return (
        _("%(where)s: %(what)s") % {"where": where, "what": problem.message}
        if where
        else (problem.message)
    )
