"""The forms of pages: what can be chosen depends on who writes; what is sent to review is whole."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

SUBMITTING = ("action-submit", "action-restart-workflow")


class PageForm(WagtailAdminPageForm):
    """A draft may be saved half done; what goes to review must be fit to be published, so that no
    reviewer reads it in vain (content/rules.py).

    Under review the form keeps nothing: what is approved is what the author sent.
    """

    @property
    def is_frozen(self) -> bool:
        from content.workflow import is_under_review

        return is_under_review(self.instance)

    def has_changed(self) -> bool:
        return not self.is_frozen and bool(super().has_changed())

    def save(self, commit: bool = True) -> Any:
        return self.instance if self.is_frozen else super().save(commit)

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if self.is_frozen or not any(self.data.get(action) for action in SUBMITTING):
            return True
        from content.rules import problems_with

        for problem in problems_with(self.save(commit=False)):
            self.add_error(None, problem)
        return not self.errors


class CourseForm(PageForm):
    """Courses to finish first: own ones and shared ones, never the course itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from content.cms.choosing import choosable

        if "prerequisites" in self.fields and self.for_user is not None:
            field: Any = self.fields["prerequisites"]
            field.queryset = (
                field.queryset.filter(choosable(self.for_user))
                .exclude(pk=self.instance.pk)
                .order_by("title")
            )


class TeacherForm(PageForm):
    """The account of a teacher: only accounts with that role, where the author writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "account" in self.fields and self.for_user is not None:
            field: Any = self.fields["account"]
            field.queryset = field.queryset.filter(
                pk__in=teachers_for(self.for_user, self.instance)
            ).order_by("name")


def teachers_for(author: Any, page: Any) -> list[Any]:
    """Ids of the accounts that hold the role of a teacher under the author's organisations, and
    the one that is chosen already."""
    from lms.accounts import policies
    from lms.accounts.models import RoleGrant
    from lms.accounts.permissions import Permission
    from lms.accounts.roles import Role

    places = policies.organisations(author, Permission.AUTHOR_CONTENT)
    grants = RoleGrant.objects.active().filter(role=Role.TEACHER, organisation__in=places)
    known = [page.account_id] if page.account_id else []
    return [*known, *grants.values_list("user_id", flat=True)]
