"""What figures mean, and what to do with a question that has bad ones, in words.

Borders: a facility above 0.95 or below 0.25, a discrimination below 0.2 or below 0, a reliability
below 0.6 (below 0.4: of little use) are the usual ones of classical test theory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.bank import plain
from exams.bank.plain import Question
from exams.figures import LEAST
from exams.models import PaperStatistic, QuestionStatistic

EASY, HARD, WEAK, FAIR = 0.95, 0.25, 0.2, 0.6


def question_hints(one: QuestionStatistic, question: Question) -> list[str]:
    """What stands out, the gravest first; why a figure is missing."""
    if one.shown < LEAST or one.facility is None:
        return [too_few()]
    found = _by_discrimination(one)
    if one.facility > EASY:
        found.append(_("Nearly everybody gets it right: it tells little. Make it harder."))
    if one.facility < HARD:
        found.append(
            _("Few get it right: see whether the marked answer is right and whether it is taught.")
        )
    return found + _by_options(one.choices, question)


def _by_discrimination(one: QuestionStatistic) -> list[str]:
    if one.discrimination is None:
        return [why_undefined(one)]
    if one.discrimination < 0:
        return [
            _("Those who are good get it wrong: the marked answer is probably wrong. Look at once.")
        ]
    if one.discrimination < WEAK:
        return [_("Discrimination below 0.2: most likely the question is ambiguous. Reword it.")]
    return []


def too_few() -> str:
    return ngettext(
        "Fewer than %(n)d sitting: no figures, for they would tell of single persons.",
        "Fewer than %(n)d sittings: no figures, for they would tell of single persons.", LEAST,
    ) % {"n": LEAST}  # fmt: skip


def why_undefined(one: QuestionStatistic) -> str:
    """Why there is no discrimination."""
    if one.facility in (0.0, 1.0):
        return _("No discrimination: all have the same points for it.")
    return _("No discrimination: the rest of the test does not differ, or there is no rest.")


def _by_options(choices: Mapping[str, Sequence[int]], question: Question) -> list[str]:
    """Of single choice: options that nobody takes, wrong ones that the best prefer."""
    if question.kind != plain.SINGLE:
        return []
    right = next((option.id for option in question.options if option.right), "")
    best = choices.get(right, (0, 0, 0, 0))[3]
    found = []
    letters = {option.id: chr(ord("A") + at) for at, option in enumerate(question.options)}
    idle = [letters[key] for key in letters if key != right and not choices.get(key, (0,))[0]]
    rivals = [
        letters[key] for key in letters
        if key != right and choices.get(key, (0, 0, 0, 0))[3] > best
    ]  # fmt: skip
    if rivals:
        found.append(
            _("The best choose %(options)s rather than the marked answer: see whether it is right.")
            % {"options": "、".join(rivals)}
        )
    if idle:
        found.append(
            _("Nobody chooses %(options)s: put something more likely there.")
            % {"options": "、".join(idle)}
        )
    return found


def paper_hints(one: PaperStatistic) -> list[str]:
    if one.sittings < LEAST:
        return [too_few()]
    if one.alpha is None:
        return [
            _(
                "No reliability: sittings had different questions, there are fewer than two, "
                "or all have the same result."
            )
        ]
    if one.alpha < FAIR:
        return [
            _("Reliability below 0.6: the score depends on chance. Add questions, mend weak ones.")
        ]
    return []
