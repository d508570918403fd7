"""The tree: home pages per role, one branch per organisation, one index per library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from content.blocks import Body
from content.cms.page_forms import PageForm
from lms.core.errors import Conflict

if TYPE_CHECKING:
    from lms.accounts.models import Organisation

PHONE = {
    "name": "mobile",
    "icon": "mobile-alt",
    "device_width": 360,
    "label": _("Preview as phone"),
}
DESK = {
    "name": "desktop",
    "icon": "desktop",
    "device_width": 1280,
    "label": _("Preview in desktop size"),
}


class BasePage(Page):
    """What all our pages share: seen as a phone first, never in a menu of the public web."""

    show_in_menus_default = False
    # Without Wagtail's own title panel: that one fills in the slug, which nobody sees here.
    content_panels: ClassVar[list[Any]] = [
        FieldPanel(
            "title",
            classname="title",
            help_text=_("As everybody will read it."),
            widget=TextInput(attrs={"placeholder": _("Title")}),
        )
    ]
    promote_panels: ClassVar[list[Any]] = []
    base_form_class = PageForm
    preview_sizes = [PHONE, DESK]

    class Meta:
        abstract = True

    def branch(self) -> BranchPage | None:
        """The branch this page stands in, itself included; none above the branches."""
        return BranchPage.objects.ancestor_of(self, inclusive=True).last()

    def owning_organisation(self) -> Organisation | None:
        """The organisation whose branch this page stands in."""
        branch = (
            BranchPage.objects.ancestor_of(self, inclusive=True)
            .select_related("organisation")
            .last()
        )
        return branch.organisation if branch else None

    def permissions_for_user(self, user: Any) -> Any:
        from content.permissions import TwoPeople

        return TwoPeople(user, self)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Raises `Conflict` while a draft is under review: what is approved is what was sent."""
        from content.workflow import is_under_review

        if is_under_review(self):
            raise Conflict(
                _("This page is under review. Wait for the decision, or cancel the review."),
                code="under_review",
            )
        return super().save_revision(*args, **kwargs)

    def _get_dummy_header_url(self, original_request: HttpRequest | None = None) -> str | None:
        """A preview is shown inside the CMS: same host, same policy as the editor's own page."""
        if original_request is None:
            return super()._get_dummy_header_url(original_request)
        return original_request.build_absolute_uri("/cms/preview/")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Drafts are shown by the page's own template; live pages have addresses of the
        platform."""
        return TemplateResponse(
            request,
            self.get_preview_template(request, mode_name),
            self.get_preview_context(request, mode_name),
        )

    @property
    def address(self) -> str:
        """Where the platform shows this page; home for pages without a face of their own."""
        return "/"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Wagtail's own addresses lead to the platform's."""
        return redirect(self.address)


class HomePage(BasePage):
    """What a role is told at home: a greeting and standing notes, written by the editors."""

    class For(models.TextChoices):
        ALL = "all", _("Everyone")
        OFFENDERS = "offenders", _("Offenders")
        GUARDIANS = "guardians", _("Guardians")
        STAFF = "staff", _("Staff")

    shown_to = models.CharField(_("shown to"), max_length=16, choices=For, default=For.ALL)
    greeting = models.CharField(_("greeting"), max_length=200, blank=True)
    body = StreamField(Body(), verbose_name=_("body"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("shown_to"),
        FieldPanel("greeting"),
        FieldPanel("body"),
    ]
    parent_page_types = ["wagtailcore.Page", "content.HomePage"]
    subpage_types = ["content.HomePage", "content.BranchPage"]
    template = "content/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class BranchPage(BasePage):
    """One organisation's part of the tree; made by the platform, never by hand."""

    organisation = models.OneToOneField(
        "accounts.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="branch_page",
    )

    content_panels = [*BasePage.content_panels]
    parent_page_types = ["content.HomePage", "content.BranchPage"]
    subpage_types = ["content.BranchPage"]
    is_creatable = False
    template = "content/index_page.html"

    class Meta:
        verbose_name = _("branch")
        verbose_name_plural = _("branches")

    @classmethod
    def clean_subpage_models(cls) -> list[type[Page]]:
        """Branches, and the libraries that there are (content/shelves.py)."""
        from content import shelves

        return [*super().clean_subpage_models(), *shelves.indexes().values()]


class IndexPage(BasePage):
    """The door of one library of one organisation; made with the branch."""

    content_panels = [*BasePage.content_panels]
    parent_page_types: ClassVar[list[str]] = ["content.BranchPage"]
    max_count_per_parent = 1
    is_creatable = False
    template = "content/index_page.html"

    class Meta:
        abstract = True


class CourseIndexPage(IndexPage):
    subpage_types = ["content.CoursePage"]

    class Meta:
        verbose_name = _("course library")
        verbose_name_plural = _("course libraries")


class TeacherIndexPage(IndexPage):
    subpage_types = ["content.TeacherPage"]

    class Meta:
        verbose_name = _("teacher pool")
        verbose_name_plural = _("teacher pools")


class MaterialIndexPage(IndexPage):
    subpage_types = ["content.MaterialPage"]

    class Meta:
        verbose_name = _("material library")
        verbose_name_plural = _("material libraries")


class PlanIndexPage(IndexPage):
    subpage_types = ["content.PlanTemplate"]

    class Meta:
        verbose_name = _("plan library")
        verbose_name_plural = _("plan libraries")


class ToolIndexPage(IndexPage):
    subpage_types = ["content.ToolPage"]

    class Meta:
        verbose_name = _("toolkit")
        verbose_name_plural = _("toolkits")
