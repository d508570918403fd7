"""Adopting another organisation's resource: copies with provenance.

Every word of the original has been reviewed by its owner, so the copy is published as it is; each
local edit then goes through the adopter's own review. A copy keeps its ``origin`` for ever:
learners never earn the same lesson twice by studying its copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from content import signals
from content.actions import follows_original
from content.models import (
    Adoption,
    CoursePage,
    LessonPage,
    PlanTemplate,
    Resource,
    Sharing,
    TeacherPage,
)
from content.tree import ensure_branch, index_of
from content.workflow import owner_of
from lms.accounts import policies
from lms.accounts.models import Organisation
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Invalid, NotVisible


def adopt(*, page: Any, by: Any, into: Organisation) -> Any:
    """Copy a resource, a course with its lessons, into the branch of ``into``; returns the copy.

    Raises `Denied` unless ``by`` writes for ``into``, `NotVisible` when the page is not shared with
    ``by``, `Invalid` for one's own page, `Conflict` when a copy is there already.
    """
    policies.require(by, Permission.AUTHOR_CONTENT, into)
    _require_adoptable(page, by, into)
    with transaction.atomic():
        ensure_branch(into)
        library = index_of(into, type(page))
        earlier = Adoption.objects.select_for_update().filter(original=page, adopter=into)
        if any(adoption.copy_id for adoption in earlier):
            raise Conflict(_("Your organisation has adopted this already."), code="adopted")
        copy = _copy(page, library, by)
        adoption = _note(page, copy, by, into)
        for original, double in _lesson_pairs(page, copy):
            _note(original, double, by, into)
        audit.record(
            "content.adopted", actor=by, target=copy, after={"original": page.pk, "into": into.pk}
        )
        transaction.on_commit(lambda: signals.adopted.send(sender=Adoption, adoption=adoption))
    return copy


def _require_adoptable(page: Any, by: Any, into: Organisation) -> None:
    if not isinstance(page, Resource) or isinstance(page, TeacherPage):
        raise Invalid(_("This kind of page cannot be adopted."), code="kind")
    if not type(page).objects.visible_to(by).filter(pk=page.pk).exists():
        raise NotVisible(_("This resource is not shared with you."))
    if page.owner_organisation_id == into.pk:
        raise Invalid(_("This resource is your organisation's own."), code="own")


def _copy(page: Any, parent: Page, by: Any) -> Any:
    """A published copy under ``parent``: the live version, not a draft that was never reviewed."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    slug = next(
        name
        for name in (page.slug, *(f"{page.slug}-{n}" for n in range(2, 1000)))
        if name not in taken
    )
    copy = page.copy(
        to=parent,
        recursive=False,
        keep_live=True,
        copy_revisions=False,
        update_attrs={
            "slug": slug,
            "draft_title": page.title,
            "has_unpublished_changes": False,
            # Its neighbours have the original: a second one beside it would only mislead them.
            "sharing": Sharing.COUNTY,
        },
        user=by,
        log_action="wagtail.copy",
    )
    _keep_origin(page, copy)
    if isinstance(page, CoursePage):
        for lesson in page.lessons.filter(live=True).order_by("path"):
            copy_lesson(lesson, copy, by)
    if isinstance(page, PlanTemplate):
        _use_own_copies(copy)
    copy.refresh_from_db()
    return copy


def copy_lesson(lesson: LessonPage, course: Page, by: Any) -> LessonPage:
    """A published copy of a lesson at the end of ``course``, sharing its origin."""
    course.refresh_from_db()
    copy = lesson.copy(to=course, keep_live=True, copy_revisions=False, user=by)
    _keep_origin(lesson, copy)
    return copy


def _keep_origin(original: Any, copy: Any) -> None:
    type(copy).objects.filter(pk=copy.pk).update(origin=original.origin)
    copy.origin = original.origin


def _use_own_copies(plan: Any) -> None:
    """An adopted plan points to the adopter's own copies of courses and tools, where there are."""
    owner = plan.owner_organisation_id
    for entry, name in [
        *((entry, "course") for entry in plan.plan_courses.all()),
        *((entry, "tool") for entry in plan.plan_tools.all()),
    ]:
        target = getattr(entry, name)
        own = type(target).objects.filter(origin=target.origin, owner_organisation=owner).first()
        if own is not None:
            setattr(entry, name, own)
            entry.save(update_fields=[name])


def _lesson_pairs(page: Any, copy: Any) -> Iterator[tuple[LessonPage, LessonPage]]:
    if isinstance(page, CoursePage):
        doubles = {lesson.origin: lesson for lesson in copy.lessons.all()}
        for lesson in page.lessons.filter(live=True).order_by("path"):
            if lesson.origin in doubles:
                yield lesson, doubles[lesson.origin]


def _note(original: Any, copy: Any, by: Any, into: Organisation) -> Adoption:
    return Adoption.objects.create(
        original=original,
        original_title=original.title,
        original_owner=owner_of(original),
        original_revision=original.live_revision,
        copy=copy,
        adopter=into,
        adopted_by=by,
        adopted_at=now(),
    )


def original_changed(page: Page) -> int:
    """Mark the adopted copies of a page that was published anew; returns how many. Copies that
    follow their original say the same at once, and nobody has to decide."""
    if follows_original(page):
        return _follow(page)
    return (
        Adoption.objects.of(page)
        .filter(copy__isnull=False)
        .exclude(original_revision=page.live_revision)
        .update(changed_at=now())
    )


def _follow(original: Any) -> int:
    """Publish what the original says in its copies; returns 0: nothing waits for anybody."""
    kept = Adoption.objects.of(original).in_use().exclude(original_revision=original.live_revision)
    for adoption in kept.select_related("copy"):
        copied: Any = adoption.copy
        copy = copied.specific
        with transaction.atomic():
            draft = _with_content_of(original, copy)
            draft.save_revision(clean=False).publish(skip_permission_checks=True)
            _settle(adoption, original)
    return 0


def _with_content_of(original: Any, copy: Any) -> Any:
    """The copy with the words of the original; slug and sharing are its own."""
    draft = copy.with_content_json(original.serializable_data())
    draft.slug, draft.draft_title = copy.slug, original.title
    if isinstance(copy, Resource):
        draft.sharing = copy.sharing
    return draft


def take_over(*, adoption: Adoption, by: Any) -> Any:
    """Put the original's present version into the copy as a draft, for the adopter's own review.

    Local edits stay in the page's history. Returns the copy.
    """
    original, copy = _both(adoption, by)
    with transaction.atomic():
        draft = _with_content_of(original, copy)
        revision = draft.save_revision(user=by, clean=False, log_action=True)
        if isinstance(original, CoursePage):
            _add_new_lessons(original, copy, by, adoption.adopter)
        _settle(adoption, original)
        audit.record(
            "content.change_taken_over", actor=by, target=copy, after={"revision": revision.pk}
        )
    return copy


def keep_own(*, adoption: Adoption, by: Any, reason: str = "") -> Adoption:
    """Keep the copy as it is; the mark goes until the original changes again."""
    original, copy = _both(adoption, by)
    with transaction.atomic():
        _settle(adoption, original)
        audit.record("content.change_declined", actor=by, target=copy, reason=reason)
    return adoption


def _both(adoption: Adoption, by: Any) -> tuple[Any, Any]:
    policies.require(by, Permission.AUTHOR_CONTENT, adoption.adopter)
    if adoption.original is None or adoption.copy is None:
        raise Conflict(_("The original or the copy is gone."), code="gone")
    return adoption.original.specific, adoption.copy.specific


def _settle(adoption: Adoption, original: Any) -> None:
    adoption.changed_at = None
    adoption.original_revision = original.live_revision
    adoption.original_title = original.title
    adoption.save(update_fields=["changed_at", "original_revision", "original_title"])


def _add_new_lessons(original: CoursePage, copy: CoursePage, by: Any, into: Organisation) -> None:
    for lesson in new_lessons(original, copy):
        _note(lesson, copy_lesson(lesson, copy, by), by, into)


def new_lessons(original: CoursePage, copy: CoursePage) -> list[LessonPage]:
    """Published lessons of the original that the adopted course does not have."""
    have = set(copy.lessons.values_list("origin", flat=True))
    return [
        page
        for page in original.lessons.filter(live=True).order_by("path")
        if page.origin not in have
    ]


def uses_of(page: Page) -> int:
    """How many organisations offer an adopted copy of ``page`` now."""
    return Adoption.objects.of(page).in_use().count()
