"""The words resources are sorted by: dimension, audience, sharing, knowledge and risk points."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Dimension(models.TextChoices):
    """The four dimensions of correction work (the plan, five libraries)."""

    EDUCATION = "education", _("Education")
    LABOUR = "labour", _("Labour")
    ASSISTANCE = "assistance", _("Assistance")
    PSYCHOLOGY = "psychology", _("Psychology")


class Audience(models.TextChoices):
    """For whom a resource was made; whether juveniles may see it is a separate mark."""

    OFFENDERS = "offenders", _("Offenders")
    STAFF = "staff", _("Staff")
    BOTH = "both", _("Offenders and staff")


class Sharing(models.TextChoices):
    """How far a resource reaches, seen from the organisation that owns it."""

    OWN = "own", _("Own organisation only")
    COUNTY = "county", _("Whole county")
    CITY = "city", _("Whole city")
    PROVINCE = "province", _("Whole province")


class Term(models.Model):
    """One entry of a word list. ``code`` is what imports and other systems refer to."""

    code = models.SlugField(_("code"), max_length=64, unique=True, allow_unicode=True)
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class KnowledgePoint(Term):
    """A piece of knowledge that lessons teach and questions test; points form a shallow tree."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    dimension = models.CharField(
        _("dimension"), max_length=16, choices=Dimension, default=Dimension.EDUCATION
    )

    class Meta(Term.Meta):
        abstract = False
        verbose_name = _("knowledge point")
        verbose_name_plural = _("knowledge points")


class RiskPoint(Term):
    """A place in staff's daily work where duty crimes happen (domain.md §4)."""

    offence = models.CharField(_("offence"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )

    class Meta(Term.Meta):
        abstract = False
        verbose_name = _("risk point")
        verbose_name_plural = _("risk points")


class Post(Term):
    """A post of corrections work (岗位): what warning education and matrices go by.

    Staff profiles say their post in the unit's own words; ``words`` are those by which it is
    recognised, one per line: the post of somebody is the one with the longest word in it.
    """

    words = models.TextField(
        _("recognised by"), blank=True, help_text=_("One word or name of a post per line.")
    )

    class Meta(Term.Meta):
        abstract = False
        verbose_name = pgettext_lazy("duty", "post")
        verbose_name_plural = _("posts")

    def matched_words(self) -> list[str]:
        """Its name and the words by which it is recognised."""
        return [self.name, *(line.strip() for line in self.words.splitlines() if line.strip())]


def post_of(said: str, posts: Iterable[Post]) -> Post | None:
    """The post that a unit's own words (``said``) name; None when none is recognised."""
    found = [(len(word), post) for post in posts for word in post.matched_words() if word in said]
    return max(found, key=lambda one: one[0])[1] if found else None


class Speciality(Term):
    """What a teacher is good at."""

    class Meta(Term.Meta):
        abstract = False
        verbose_name = _("speciality")
        verbose_name_plural = _("specialities")
