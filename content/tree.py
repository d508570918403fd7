"""The page tree: one home, one branch per organisation, one collection and groups beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from content import reviewed, shelves
from content.models import BranchPage, HomePage, OwnerReviewTask
from lms.accounts.models import Organisation, RoleGrant

AUTHORING = {
    "editor": ("add_page", "change_page"),
    "reviewer": ("lock_page", "unlock_page"),
    "teacher": ("add_page",),
}
"""What each group may do in its branch. Nobody may publish: that is what the review is for."""

FILES = {
    "editor": ("add", "change", "choose"),
    "reviewer": ("choose",),
    "teacher": ("add", "choose"),
}

EAGER = {"province", "city", "county", "procuratorate", "training_provider"}
"""Kinds of organisation that get a branch at once; others when somebody there becomes an author."""


def ensure_home() -> HomePage:
    """The home page under the root, with the site and the review workflow. Changes nothing when
    there."""
    with transaction.atomic(), override("zh-hans"):
        Locale.objects.get_or_create(language_code="zh-hans")
        if Collection.get_first_root_node() is None:
            Collection.add_root(name="Root")
        root = Page.get_first_root_node() or Page.add_root(
            instance=Page(title="Root", slug="root", content_type=_type_of(Page))
        )
        home = HomePage.objects.filter(depth=2).first()
        if home is None:
            home = HomePage(title=_("Xinlu"), slug="xinlu")
            root.add_child(instance=home)
            _make_default_site(home)
            _remove_what_wagtail_planted()
        _ensure_review(home)
        return home


def _type_of(model: type[Any]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _make_default_site(home: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    site.root_page, site.site_name = home, str(_("Xinlu"))
    site.save()


def _remove_what_wagtail_planted() -> None:
    """Its welcome page, and its own workflow and groups, which would let one person publish."""
    Page.objects.filter(depth=2, content_type=_type_of(Page)).delete()
    Workflow.objects.filter(name="Moderators approval").delete()
    Task.objects.filter(name="Moderators approval").delete()
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()


def _ensure_review(home: HomePage) -> None:
    """One workflow of one step stands over the whole tree, and over what else is reviewed."""
    over = WorkflowPage.objects.filter(page=home).select_related("workflow").first()
    workflow = over.workflow if over else _make_workflow(home)
    for model in reviewed.models():
        WorkflowContentType.objects.get_or_create(
            content_type=_type_of(model), defaults={"workflow": workflow}
        )


def _make_workflow(home: HomePage) -> Workflow:
    workflow = Workflow.objects.create(name=_("Editor, then reviewer"))
    task = OwnerReviewTask.objects.create(name=_("Review by the owning organisation"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=home)
    return workflow


def ensure_branch(organisation: Organisation) -> BranchPage:
    """The branch of an organisation with its libraries, collection and groups; made when missing.

    Branches nest as organisations do, so that an editor's rights reach the whole subtree.
    """
    found = BranchPage.objects.filter(organisation=organisation).first()
    if found is not None:
        return found
    with transaction.atomic(), override("zh-hans"):
        above = organisation.get_parent()
        parent = ensure_branch(above) if above else ensure_home()
        parent.refresh_from_db()
        branch = BranchPage(
            title=organisation.name, slug=f"o{organisation.pk}", organisation=organisation
        )
        parent.add_child(instance=branch)
        for slug, index in shelves.indexes().items():
            _add_index(branch, slug, index)
        collection = ensure_collection(organisation)
        for role in AUTHORING:
            _ensure_group(role, branch, collection, organisation)
        return branch


def index_of(organisation: Organisation, model: type[Page]) -> Page:
    """The library of ``organisation`` in which pages of ``model`` stand."""
    branch = ensure_branch(organisation)
    (wanted,) = model.clean_parent_page_models()
    found = wanted.objects.child_of(branch).first()
    if found is None:  # a branch that was planted before there was this library
        slug = next(slug for slug, index in shelves.indexes().items() if index is wanted)
        with override("zh-hans"):
            found = _add_index(branch, slug, wanted)
    return found


def _add_index(branch: BranchPage, slug: str, index: type[Page]) -> Page:
    return branch.add_child(instance=index(title=str(index._meta.verbose_name), slug=slug))


def ensure_collection(organisation: Organisation) -> Collection:
    """The organisation's own folder for pictures, documents and media."""
    name = collection_name(organisation)
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=name).first()
    return found or root.add_child(instance=Collection(name=name))


def collection_name(organisation: Organisation) -> str:
    """Names may repeat in the tree; the identifier keeps collections apart."""
    return f"{organisation.name} · {organisation.pk}"


def group_name(role: str, organisation: Organisation) -> str:
    return f"{role}:{organisation.pk}"


def _ensure_group(
    role: str, branch: Page, collection: Collection, organisation: Organisation
) -> Group:
    group, created = Group.objects.get_or_create(name=group_name(role, organisation))
    if created:
        # The root of the tree also keeps the pages above the branches: home pages per role.
        branch = ensure_home() if organisation.is_root() else branch
        group.permissions.add(_permission("wagtailadmin", "admin", "access_admin"))
        if role == "editor":
            # Every editor may add to the word lists; only the root's may take words away.
            verbs = ("add", "change", "delete") if organisation.is_root() else ("add", "change")
            for app, term in shelves.terms():
                group.permissions.add(*(_permission(app, term, f"{verb}_{term}") for verb in verbs))
        for name in AUTHORING[role]:
            GroupPagePermission.objects.create(
                group=group, page=branch, permission=_permission("wagtailcore", "page", name)
            )
        for verb in FILES[role]:
            for permission in _file_permissions(verb):
                GroupCollectionPermission.objects.create(
                    group=group, collection=collection, permission=permission
                )
    return group


def _permission(app: str, model: str, codename: str) -> Permission:
    kind, _created = ContentType.objects.get_or_create(app_label=app, model=model)
    found, _created = Permission.objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": codename}
    )
    return found


def _file_permissions(verb: str) -> Iterable[Permission]:
    for model in ("image", "document", "media"):
        if verb == "choose" and model == "media":
            continue
        yield _permission("content", model, f"{verb}_{model}")


def sync_groups(user: Any) -> None:
    """Put ``user`` into exactly the groups that their role grants of today stand for."""
    grants = RoleGrant.objects.active().filter(user=user, role__in=AUTHORING)
    wanted = set()
    for grant in grants.select_related("organisation"):
        ensure_branch(grant.organisation)
        wanted.add(group_name(grant.role, grant.organisation))
    ours = user.groups.filter(name__regex=r"^(editor|reviewer|teacher):")
    user.groups.remove(*ours.exclude(name__in=wanted))
    user.groups.add(*Group.objects.filter(name__in=wanted))
