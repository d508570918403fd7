"""What keeps a draft of a paper from being published, in sentences for its author."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from exams.models import Paper, PaperItem
from exams.papers import blueprint
from lms.core.clock import now

MOST = 300
"""Questions of one paper: more than anybody answers at a time."""


def problems(paper: Paper) -> list[str]:
    """All that is wrong with a paper as it stands in the object; "not enough questions" among it,
    so that no sitting ever meets it."""
    found = [*_of_times(paper), *_of_questions(paper)]
    found += _of_access(paper)
    if paper.retired_at is not None:
        found.append(_("This paper was retired. Make a new one in its place."))
    return found


def _of_access(paper: Paper) -> Iterator[str]:
    rows = paper.access.all()
    if not rows:
        yield _("Nobody may sit this paper yet. Say who may.")
    home = paper.owner_organisation.path
    for row in rows:
        if row.organisation is not None and not row.organisation.path.startswith(home):
            yield _("“%(name)s” does not belong to the owner of this paper.") % {
                "name": row.organisation.name
            }


def _of_times(paper: Paper) -> Iterator[str]:
    if paper.opens_at and paper.closes_at and paper.closes_at <= paper.opens_at:
        yield _("The paper closes before it opens.")
    elif paper.closes_at and paper.closes_at <= now():
        yield _("The paper closed already. Choose a later time.")
    if paper.minutes is None and paper.closes_at is None and not paper.is_practice:
        yield _("Say how many minutes there are, or when the paper closes.")


def _of_questions(paper: Paper) -> Iterator[str]:
    fixed = paper.draw == Paper.Draw.FIXED
    rows = list(paper.items.all() if fixed else paper.blueprint.all())
    if not rows:
        yield _("The paper has no questions.")
        return
    if fixed and paper.forms:
        yield _("Equivalent versions need a blueprint. Choose one, or set their number to 0.")
    number = len(rows) if fixed else sum(row.number for row in rows)
    if number > MOST:
        yield _("The paper has more than %(most)d questions.") % {"most": MOST}
    elif fixed:
        yield from _of_items(paper, rows)
    else:
        yield from blueprint.lacking(paper, rows)
        if not sum(row.score * row.number for row in rows):
            yield _("The paper has no points.")


def _of_items(paper: Paper, items: list[PaperItem]) -> Iterator[str]:
    usable = set(
        blueprint.usable(paper)
        .filter(pk__in=[item.question_id for item in items])
        .values_list("pk", flat=True)
    )
    seen = set()
    for place, item in enumerate(items, start=1):
        if item.question_id in seen:
            yield _("Question %(number)d stands in the paper twice.") % {"number": place}
        elif item.question_id not in usable:
            yield _(
                "Question %(number)d cannot be used: it is not released, not shared with you or not"
                " for this audience."
            ) % {"number": place}
        seen.add(item.question_id)
