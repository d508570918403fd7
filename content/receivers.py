"""What follows from what happened: versions, marks on adopted copies, branches, groups,
messages."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Page, PageLogEntry, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from content import gate, reviewed, signals
from content.adopting import original_changed
from content.filling import CMS_VERBS
from content.media import shelf, transcode, work
from content.media.ladder import LADDER
from content.media.transcode import PREPARE
from content.models import (
    Adoption,
    Document,
    LessonPage,
    LessonVersion,
    Media,
    OwnerReviewTask,
    Track,
)
from content.models.media import MediaState
from content.tree import EAGER, ensure_branch, sync_groups
from content.workflow import authors_of, owner_of
from lms.accounts.models import Organisation, RoleGrant
from lms.accounts.signals import role_ended, role_granted
from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.models import Job
from lms.core.months import local
from lms.messaging.actions import send


def fingerprint(lesson: LessonPage) -> str:
    """The same as long as what is studied is the same; titles and notes do not count."""
    document = lesson.document
    parts = [
        lesson.kind,
        lesson.media_id,
        lesson.document_id and document and document.file_hash,
        lesson.nominal_seconds,
        lesson.body.get_prep_value(),
    ]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def count_version(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A published lesson with other content gets the next version; progress stays where it was."""
    if not isinstance(instance, LessonPage):
        return
    mark = fingerprint(instance)
    with transaction.atomic():
        row = LessonPage.objects.select_for_update().get(pk=instance.pk)
        if row.fingerprint == mark:
            return
        last = row.versions.last()
        version = row.study_version + 1
        LessonPage.objects.filter(pk=row.pk).update(study_version=version, fingerprint=mark)
        LessonVersion.objects.create(
            lesson=row,
            version=version,
            nominal_seconds=row.nominal_seconds,
            note=row.change_note if last else "",
            published_at=now(),
        )
        instance.study_version, instance.fingerprint = version, mark
        before = last.nominal_seconds if last else 0
        transaction.on_commit(
            lambda: signals.study_changed.send(
                sender=LessonPage,
                page=instance,
                version=version,
                before=before,
                after=row.nominal_seconds,
            )
        )


def tell_adopters_of_change(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Mark the copies and tell each adopter's editors once per published revision."""
    if not original_changed(instance):
        return
    for adoption in Adoption.objects.of(instance).waiting().select_related("adopter"):
        _tell_editors(
            adoption.adopter,
            subject=_("The original has changed: %(title)s") % {"title": instance.title},
            body=_(
                "A resource that your organisation adopted was published anew by its owner."
                " Compare, then take the change over or keep your copy."
            ),
            link=f"/cms/adoptions/{adoption.pk}/",
            key=f"adopted-changed:{adoption.pk}:{instance.live_revision_id}",
        )


def tell_adopters_of_withdrawal(sender: Any, page: Any, recall: bool, **kwargs: Any) -> None:
    for adoption in Adoption.objects.of(page).select_related("adopter"):
        _tell_editors(
            adoption.adopter,
            subject=_("Withdrawn by its owner: %(title)s") % {"title": page.title},
            body=(
                _("Your copy was taken offline as well. Reason: %(reason)s")
                if recall
                else _("Please decide whether your copy stays. Reason: %(reason)s")
            )
            % {"reason": page.withdrawn_reason},
            link=f"/cms/adoptions/{adoption.pk}/",
            key=f"adopted-withdrawn:{adoption.pk}:{page.withdrawn_at.isoformat()}",
        )


def _tell_editors(organisation: Organisation, **message: str) -> None:
    key = message.pop("key")
    grants = RoleGrant.objects.active().filter(organisation=organisation, role="editor")
    for grant in grants.select_related("user"):
        send(to=grant.user, key=f"{key}:{grant.user_id}"[:120], **message)


def tell_reviewers(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A draft waits: the reviewers of its owner, or else of the next organisation above, are
    told."""
    if not isinstance(instance.task.specific, OwnerReviewTask):
        return
    page = instance.workflow_state.content_object
    authors = authors_of(page)
    for user in reviewers_for(owner_of(page)):
        if user.pk not in authors:
            send(
                to=user,
                subject=_("To review: %(title)s") % {"title": page.title},
                body=_("A draft waits for your decision."),
                link=reviewed.edit_link(page),
                key=f"review:{instance.pk}:{user.pk}",
            )


def reviewers_for(organisation: Organisation | None) -> list[Any]:
    """The reviewers nearest above: of the organisation itself, else of its county, and so on."""
    while organisation is not None:
        grants = RoleGrant.objects.active().filter(organisation=organisation, role="reviewer")
        if found := [grant.user for grant in grants.select_related("user")]:
            return found
        organisation = organisation.get_parent()
    return []


def log_submission(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    audit.record("content.submitted", actor=user, target=instance.content_object)


def log_refusal(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    comment = getattr(instance.current_task_state, "comment", "") or ""
    audit.record(
        "content.sent_back", actor=user, target=instance.content_object, reason=comment[:200]
    )


def tell_author(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    """The author learns how the review ended."""
    author = instance.requested_by
    if author is None:
        return
    page = instance.content_object
    approved = instance.status == WorkflowState.STATUS_APPROVED
    comment = getattr(instance.current_task_state, "comment", "") or ""
    send(
        to=author,
        subject=(_("Approved: %(title)s") if approved else _("To be changed: %(title)s"))
        % {"title": page.title},
        body=comment or _outcome(page, approved),
        link=reviewed.edit_link(page),
        key=f"review-end:{instance.pk}:{instance.current_task_state_id}",
    )


def _outcome(page: Page, approved: bool) -> str:
    if not approved:
        return _("See the page's history.")
    planned = page.scheduled_revision
    if planned is not None:
        day = local(planned.approved_go_live_at)
        return _("The page goes online at %(time)s.") % {"time": f"{day:%Y-%m-%d %H:%M}"}
    return _("The page is published.")


def refresh_times(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A file that was measured anew changes the time of the lessons that use it."""
    for lesson in instance.lessons.all():
        old = (lesson.characters, lesson.fixed_seconds, lesson.nominal_seconds)
        lesson.measure()
        new = (lesson.characters, lesson.fixed_seconds, lesson.nominal_seconds)
        if new != old:
            LessonPage.objects.filter(pk=lesson.pk).update(
                characters=new[0], fixed_seconds=new[1], nominal_seconds=new[2]
            )
            if lesson.live:
                count_version(LessonPage, lesson)


def belong_to_new_course(sender: Any, instance: Page, **kwargs: Any) -> None:
    """A moved lesson belongs to the course it stands in now; a moved resource to its new owner."""
    page = instance.specific
    page.refresh_from_db()
    page.save(clean=False)


def give_branch(sender: Any, instance: Organisation, created: bool, **kwargs: Any) -> None:
    """Organisations that author get their branch at once; a new name goes to the branch too."""
    if created and instance.kind in EAGER:
        ensure_branch(instance)
    elif not created:
        branch = getattr(instance, "branch_page", None)
        if branch is not None and branch.title != instance.name:
            Page.objects.filter(pk=branch.pk).update(title=instance.name, draft_title=instance.name)


def follow_grants(sender: Any, grant: RoleGrant, **kwargs: Any) -> None:
    sync_groups(grant.user)


def take_in_upload(sender: Any, instance: Media, **kwargs: Any) -> None:
    """A new file is examined and made playable by the worker."""
    if instance.state == MediaState.NEW and instance.file:
        transcode.take_in(instance)


def remove_made_files(sender: Any, instance: Media, **kwargs: Any) -> None:
    """What was made of a deleted medium goes with it, and so does work under way."""
    keys = [work.key_of(kind, instance) for kind in (PREPARE, LADDER)]
    for job in Job.objects.unfinished().filter(key__in=keys):
        jobs.cancel(job)
    transaction.on_commit(lambda: shelf.remove_all(instance.uid))


def remove_track_file(sender: Any, instance: Track, **kwargs: Any) -> None:
    name = str(instance.file.name)
    transaction.on_commit(lambda: instance.file.storage.delete(name))


def log_cms(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    """What the CMS writes into its own history stands in the audit log as well."""
    verb = CMS_VERBS.get(instance.action)
    if not created or verb is None:
        return
    target = getattr(instance, "page", None)
    kind = instance.content_type.model_class() if instance.content_type else None
    if target is None and kind is not None:
        target = kind(pk=instance.object_id)
    audit.record(verb, actor=instance.user, target=target, after={"title": instance.label[:200]})


def forget_files(sender: Any, **kwargs: Any) -> None:
    transaction.on_commit(gate.forget)


def connect() -> None:
    """Called once when the app is ready."""
    page_published.connect(count_version, dispatch_uid="content.count_version")
    page_published.connect(tell_adopters_of_change, dispatch_uid="content.adopters_change")
    page_unpublished.connect(forget_files, dispatch_uid="content.forget_files")
    post_page_move.connect(belong_to_new_course, dispatch_uid="content.moved")
    task_submitted.connect(tell_reviewers, dispatch_uid="content.tell_reviewers")
    workflow_submitted.connect(log_submission, dispatch_uid="content.log_submission")
    workflow_rejected.connect(log_refusal, dispatch_uid="content.log_refusal")
    workflow_approved.connect(tell_author, dispatch_uid="content.approved")
    workflow_rejected.connect(tell_author, dispatch_uid="content.rejected")
    signals.withdrawn.connect(tell_adopters_of_withdrawal, dispatch_uid="content.withdrawn")
    post_save.connect(take_in_upload, sender=Media, dispatch_uid="content.take_in")
    post_delete.connect(remove_made_files, sender=Media, dispatch_uid="content.media_gone")
    post_delete.connect(remove_track_file, sender=Track, dispatch_uid="content.track_gone")
    post_save.connect(refresh_times, sender=Media, dispatch_uid="content.media_times")
    post_save.connect(refresh_times, sender=Document, dispatch_uid="content.document_times")
    post_save.connect(give_branch, sender=Organisation, dispatch_uid="content.give_branch")
    for log in (PageLogEntry, ModelLogEntry):
        post_save.connect(log_cms, sender=log, dispatch_uid=f"content.log.{log.__name__}")
    role_granted.connect(follow_grants, dispatch_uid="content.granted")
    role_ended.connect(follow_grants, dispatch_uid="content.ended")
