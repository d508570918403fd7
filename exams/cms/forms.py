"""The form of a question: plain form in, plain form out, whatever kind it is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks.base import BlockField
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as image_policy

from content.cms.page_forms import SUBMITTING
from content.models.taxonomy import Audience
from exams.bank import check, columns, pictures, plain
from exams.cms import editing, problems
from exams.cms.blocks import body_block, to_value, unwrapped
from exams.cms.converting import blank_question, from_blocks, to_blocks
from exams.cms.knowledge import KnowledgeField
from exams.models import Question
from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core.errors import Invalid

DIFFICULTIES = [
    (1, gettext_lazy("1 – very easy")),
    (2, gettext_lazy("2 – easy")),
    (3, gettext_lazy("3 – medium")),
    (4, gettext_lazy("4 – hard")),
    (5, gettext_lazy("5 – very hard")),
]
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]


class QuestionForm(WagtailAdminModelForm):
    """A draft may be saved half done; what goes to review has nothing wrong with it. Under review
    the form keeps nothing: what is approved is what the author sent."""

    kind = forms.CharField(widget=forms.HiddenInput, required=False)
    markup = forms.CharField(widget=forms.HiddenInput, required=False)
    body = forms.Field(label=pgettext_lazy("exam", "Question"), required=False)
    score = forms.DecimalField(
        label=pgettext_lazy("exam", "Score"), max_digits=6, decimal_places=2, initial=1, min_value=0
    )
    law = forms.CharField(
        label=gettext_lazy("Law reference"), required=False, max_length=check.MAX_LINE,
        help_text=gettext_lazy("The law and its article."),
    )  # fmt: skip
    knowledge = KnowledgeField(label=gettext_lazy("Knowledge point"), required=False)
    difficulty = forms.TypedChoiceField(
        label=gettext_lazy("Difficulty"), choices=DIFFICULTIES, coerce=int, initial=3
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=LANGUAGES, initial="zh-hans"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_of_question: plain.Question | None = None
        self.fields["body"] = self._body_field()
        self.initial["body"] = self._body_value(self.base)
        self.initial |= {
            "kind": self.kind_chosen,
            "markup": "1" if self.as_markup else "",
            "score": self.base.score,
            "law": self.base.law,
        }
        if self.kind_chosen == plain.CASE:
            del self.fields["score"]
        self._prepare_language()
        self._prepare_owner()
        self.fields["key"].required = False

    @cached_property
    def kind_chosen(self) -> str:
        """The kind never changes; a new question's was chosen first."""
        given = self.instance.kind or self.data.get("kind") or ""
        return given if given in plain.KINDS else plain.SINGLE

    @cached_property
    def base(self) -> plain.Question:
        """What is edited."""
        if self.instance.plain:
            return pictures.form_of(self.instance)
        return blank_question(self.kind_chosen, uuid.uuid4().hex[:12])

    @cached_property
    def as_markup(self) -> bool:
        """Whether texts are edited as HTML: on wish, or because the editor would lose something."""
        wished = self.data.get("markup") or getattr(self.instance, "edited_as_markup", False)
        return bool(wished) or not editing.fits(self.base, self.rows)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Name → row of the pictures that the question has."""
        if self.instance._state.adding:
            return {}
        return dict(self.instance.pictures.values_list("name", "image_id"))

    @cached_property
    def is_frozen(self) -> bool:
        from content.workflow import is_under_review

        return not self.instance._state.adding and is_under_review(self.instance)

    def _body_field(self) -> BlockField:
        block = body_block(self.kind_chosen, markup=self.as_markup)
        return BlockField(block=block, label=pgettext_lazy("exam", "Question"), required=False)

    def _body_value(self, question: plain.Question) -> Any:
        if not self.as_markup:
            question = pictures.with_texts(
                question, lambda text: editing.to_editor(text, self.rows)
            )
        block = body_block(self.kind_chosen, markup=self.as_markup)
        return to_value(block, to_blocks(question))

    def _prepare_language(self) -> None:
        """A language that came with an import is kept."""
        known = dict(LANGUAGES)
        if self.base.language not in known:
            more = [(self.base.language, self.base.language)]
            self.fields["language"].choices = [*LANGUAGES, *more]  # type: ignore[attr-defined]

    def _prepare_owner(self) -> None:
        """A new question belongs to one of the author's organisations; it stays there."""
        if not self.instance._state.adding:
            del self.fields["owner_organisation"]
            return
        if self.for_user is None:
            return
        homes = policies.organisations(self.for_user, Permission.AUTHOR_CONTENT)
        homes = homes.filter(branch_page__isnull=False).order_by("path")
        field: Any = self.fields["owner_organisation"]
        field.queryset, field.empty_label = homes, None
        self.initial.setdefault("owner_organisation", homes.values_list("pk", flat=True).first())

    def clean_key(self) -> str:
        key = self.cleaned_data.get("key") or self.base.key
        owner = self.cleaned_data.get("owner_organisation") or self.instance.owner_organisation_id
        owner = getattr(owner, "pk", owner)
        others = Question.objects.filter(owner_organisation=owner, key=key)
        if owner and others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another question of this organisation has this key."))
        return str(key)

    def clean_kind(self) -> str:
        return self.kind_chosen

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "body" not in self.errors:
            try:
                self.form_of_question = self._read(cleaned)
            except (Invalid, ValueError) as error:
                self.add_error("body", str(error))
        return cleaned

    def _read(self, cleaned: Mapping[str, Any]) -> plain.Question:
        """The plain form of what was filled in. Raises `Invalid` for a picture that is not the
        author's to use."""
        question = from_blocks(unwrapped(cleaned["body"]), self.base)
        if not self.as_markup:
            question = self._from_editor(question)
        known = self.instance.knowledge_id or not self.base.knowledge
        knowledge, risk = cleaned.get("knowledge"), cleaned.get("risk_point")
        unknown_risk = "" if self.instance.risk_point_id else self.base.risk_point
        question = replace(
            question,
            key=cleaned.get("key") or self.base.key,
            score=cleaned.get("score") or (Decimal(1) if question.kind == plain.CASE else
                                           Decimal(0)),
            law=cleaned.get("law") or "",
            knowledge=knowledge.code if knowledge else "" if known else self.base.knowledge,
            risk_point=risk.code if risk else unknown_risk,
            difficulty=cleaned.get("difficulty") or self.base.difficulty,
            audience=cleaned.get("audience") or Audience.BOTH,
            language=cleaned.get("language") or self.base.language,
            source=cleaned.get("source") or "",
            tags=tuple(cleaned.get("tags") or ()),
        )  # fmt: skip
        if question.kind == plain.CASE:
            question = replace(question, score=self.base.score)
        settled = pictures.named(check.settle(question))
        plain.from_json(plain.to_json(settled))
        return settled

    def _from_editor(self, question: plain.Question) -> plain.Question:
        """Texts of the editor as clean ones, with the pictures they name; a text that nobody has
        touched stays as it was, to the letter."""
        wanted = editing.rows_named(plain.rich_fields(question))
        names = {row: name for name, row in self.rows.items()}
        data = dict(self.base.pictures)
        for image in get_image_model().objects.filter(pk__in=wanted - set(names)):
            self._require_choosable(image)
            content = pictures.content(image)
            names[image.pk] = name = pictures.name_of(content)
            data[name] = content
            self.instance.new_addresses = {
                **getattr(self.instance, "new_addresses", {}),
                name: pictures.address(image),
            }
        if self.base.pictures:
            data |= pictures.contents(self.instance, set(names.values()) - set(data))
        kept = {
            editing.untouched(text, self.rows, names): text
            for text in plain.rich_fields(self.base)
            if text
        }

        def change(text: str) -> str:
            clean = editing.from_editor(text, names)
            return kept.get(clean, clean)

        return replace(pictures.with_texts(question, change), pictures=data)

    def _require_choosable(self, image: Any) -> None:
        if self.for_user is None or not image_policy.user_has_permission_for_instance(
            self.for_user, "choose", image
        ):
            raise Invalid(_("This picture is not one of yours."), code="picture")

    def is_valid(self) -> bool:
        if self.is_frozen and self.is_bound:
            return True
        if not super().is_valid():
            return False
        if any(self.data.get(action) for action in SUBMITTING):
            self._report()
        return not self.errors

    def _report(self) -> None:
        """What is wrong, at its field."""
        found = problems.placed(self.form_of_question or self.base)
        for name, texts in found.fields.items():
            self.add_error(name if name in self.fields else None, texts)
        if found.body is not None:
            self.errors["body"] = self.error_class([found.body])  # type: ignore[list-item]

    def has_changed(self) -> bool:
        return not self.is_frozen and bool(super().has_changed())

    def save(self, commit: bool = True) -> Any:
        if self.is_frozen:
            return self.instance
        if self.instance._state.adding and self.for_user is not None:
            self.instance.made_by = self.for_user
        columns.take(self.instance, self.form_of_question or self.base)
        return super().save(commit)

    def keep_pictures(self) -> None:
        """Call when the question is saved: its pictures are kept beside it."""
        if self.form_of_question is not None and self.form_of_question.pictures:
            pictures.store(self.instance, self.form_of_question, by=self.for_user)
