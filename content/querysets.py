"""Sets of resources, in the words of the domain."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from content.models.taxonomy import Audience

if TYPE_CHECKING:
    from content.reach import Reach


class ResourceQuerySet(PageQuerySet):
    """Pages with the Resource mixin."""

    def visible_to(self, user: Any) -> ResourceQuerySet:
        """Published resources that this person may see: by sharing, by audience, not withdrawn."""
        from content.reach import reach_of

        return self.offered().within_reach(reach_of(user))

    def offered(self) -> ResourceQuerySet:
        """Published and not withdrawn."""
        return self.live().filter(withdrawn_at=None)

    def within_reach(self, reach: Reach) -> ResourceQuerySet:
        """Those that reach where ``reach`` stands, whatever their state."""
        return self.filter(reach.by_sharing(), reach.by_audience())

    def owned_by(self, organisation: Any) -> ResourceQuerySet:
        return self.filter(owner_organisation=organisation)

    def for_offenders(self) -> ResourceQuerySet:
        return self.filter(audience__in=[Audience.OFFENDERS, Audience.BOTH])

    def for_staff(self) -> ResourceQuerySet:
        return self.filter(audience__in=[Audience.STAFF, Audience.BOTH])


class LessonQuerySet(PageQuerySet):
    """Lessons take sharing and audience from their course."""

    def visible_to(self, user: Any) -> LessonQuerySet:
        """Published lessons of published courses that this person may see."""
        from content.reach import reach_of

        reach = reach_of(user)
        return self.offered().filter(reach.by_sharing("course__"), reach.by_audience("course__"))

    def offered(self) -> LessonQuerySet:
        """Published, in a course that is published and not withdrawn."""
        return self.live().filter(course__live=True, course__withdrawn_at=None)

    def in_order(self) -> LessonQuerySet:
        return self.order_by("path")


class TeacherQuerySet(ResourceQuerySet):
    def accredited(self, on: date) -> TeacherQuerySet:
        """Teachers with an accreditation that has not expired on that day."""
        return self.exclude(accreditation="").filter(
            Q(accredited_until=None) | Q(accredited_until__gte=on)
        )

    def expiring(self, *, after: date, until: date) -> TeacherQuerySet:
        """Accreditations that end later than ``after`` and not later than ``until``."""
        return self.filter(accredited_until__gt=after, accredited_until__lte=until)


ResourceManager = PageManager.from_queryset(ResourceQuerySet)
LessonManager = PageManager.from_queryset(LessonQuerySet)
TeacherManager = PageManager.from_queryset(TeacherQuerySet)
