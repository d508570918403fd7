"""Forms that edit parts of a scheme. What is typed goes into the draft's plain form as it is, so
that one rule alone (`rules.check`) says what is wrong; its problems stand beside the fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.forms.base import ActionForm
from lms.accounts.models import Level
from lms.core.months import Month
from lms.scoring.rules.check import EXEMPTIONS, MOST_ENTRIES, WEATHERS, Problem
from lms.scoring.rules.kinds import KINDS
from lms.scoring.schemes import words

Plain = dict[str, Any]
STEPS = 3
ANY_FACTS = 3
KIND_CHOICES = [(code, kind.label) for code, kind in KINDS.items()]
LEVEL_CHOICES = Level.choices
TEXT = 200


class Figure(forms.CharField):
    """A whole number, empty for none. Anything else is kept as it was typed: `rules.check` says
    that a whole number is needed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault("required", False)
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if text.removeprefix("-").isdecimal() and text.isascii():
            return int(text)
        return text or None


def _text(label: Any, most: int = TEXT, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


def _ticks(label: Any, choices: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **more
    )


class PartForm(ActionForm):
    """A part of the plain form. ``seen``: which draft it was shown from (`schemes.token`)."""

    seen = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    named: dict[str, str] = {}
    """Names of the plain form whose problems stand at another field."""

    @classmethod
    def showing(
        cls, held: Plain, /, *, seen: str, problems: Iterable[Problem] = (), depth: int = 2,
        **more: Any,
    ) -> Any:  # fmt: skip
        """The form as the part is; with problems as if it had been sent like this."""
        found = list(problems)
        data = MultiValueDict(cls.data_of(held))
        data["seen"] = seen
        if not found:
            return cls(initial={k: _single(cls, k, data) for k in data}, **more)
        form = cls(data, **more)
        form.take_problems(found, depth)
        return form

    def take_problems(self, problems: Iterable[Problem], depth: int) -> None:
        """Each beside its field. ``depth``: how long the path to the part is."""
        self.is_valid()
        for one in problems:
            self.add_error(self._field_of(one.path[depth:]), one.message)

    def _field_of(self, path: tuple[str | int, ...]) -> str | None:
        name = str(path[0]) if path else ""
        name = self.named.get(name, name)
        return name if name in self.fields else None

    @classmethod
    def data_of(cls, part: Plain) -> dict[str, list[Any]]:
        raise NotImplementedError

    def plain(self) -> Plain:
        """What was sent, as the plain form has it. Only of a valid form."""
        raise NotImplementedError


def _single(cls: type[PartForm], name: str, data: MultiValueDict[str, Any]) -> Any:
    field = cls.base_fields.get(name)
    several = isinstance(field, forms.MultipleChoiceField) or name == "replaces"
    return data.getlist(name) if several else data[name]


def _set(part: Plain) -> Plain:
    """Without what is empty; a nought is not."""
    return {name: one for name, one in part.items() if not _is_empty(one)}


def _is_empty(value: Any) -> bool:
    return value is None or value is False or (not isinstance(value, int) and not value)


def _lists(part: Plain, *names: str) -> dict[str, list[Any]]:
    return {name: list(part.get(name) or []) for name in names}


def _values(part: Plain, *names: str) -> dict[str, list[Any]]:
    return {name: [part[name]] for name in names if not _is_empty(part.get(name))}


class ItemForm(PartForm):
    """One item. Kinds of facts that are counted with points of their own get a field each."""

    code = _text(gettext_lazy("Code"), help_text=gettext_lazy("A letter and digits, as M5."))
    name = _text(gettext_lazy("Name"))
    kind = forms.ChoiceField(label=gettext_lazy("Effect"), choices=list(words.KIND_LABELS.items()))
    source = forms.ChoiceField(
        label=gettext_lazy("Source"), choices=list(words.SOURCE_LABELS.items())
    )
    facts = _ticks(gettext_lazy("What counts"), KIND_CHOICES)
    per = forms.ChoiceField(
        label=gettext_lazy("How it counts"), choices=list(words.PER_LABELS.items())
    )
    points = Figure(label=gettext_lazy("Points"), help_text=gettext_lazy("Without a sign."))
    cap = Figure(
        label=gettext_lazy("At most a month"), help_text=gettext_lazy("Empty: without a limit.")
    )
    unless = _ticks(gettext_lazy("Not if there is"), KIND_CHOICES)
    replaces = _ticks(gettext_lazy("For the same fact it stands in place of"), ())
    only_able = forms.BooleanField(
        label=gettext_lazy("Only for those able to work"), required=False
    )
    named = {"steps": "step0_at_least", "by_fact": "points"}

    def __init__(self, *args: Any, part: Plain, codes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        choices = [(code, code) for code in codes if code != part.get("code")]
        self.fields["replaces"].choices = choices  # type: ignore[attr-defined]
        initial = MultiValueDict(self.data_of(part))
        for number in range(STEPS):
            for name, label in (("at_least", _("From result")), ("points", _("Points"))):
                key = f"step{number}_{name}"
                title = _("Step %(n)d: %(what)s") % {"n": number + 1, "what": label}
                self.fields[key] = Figure(label=title, initial=initial.get(key))
        for fact in self.weighted:
            title = _("Points for: %(fact)s") % {"fact": KINDS[fact].label}
            self.fields[f"by_{fact}"] = Figure(label=title, initial=initial.get(f"by_{fact}"))

    @property
    def weighted(self) -> list[str]:
        """Kinds that can have points of their own: those of an item that counts several."""
        facts = [fact for fact in self.part.get("facts") or [] if fact in KINDS]
        return facts if len(facts) > 1 else []

    @property
    def main(self) -> list[Any]:
        names = ("code", "name", "kind", "source", "facts", "per", "points", "cap")
        return [self[name] for name in names]

    @property
    def further(self) -> list[Any]:
        """What few items have."""
        own = [self[f"by_{fact}"] for fact in self.weighted]
        steps = [self[f"step{n}_{name}"] for n in range(STEPS) for name in ("at_least", "points")]
        return [*own, *steps, self["unless"], self["replaces"], self["only_able"]]

    @property
    def further_is_used(self) -> bool:
        names = ("by_fact", "steps", "unless", "replaces", "only_able")
        return any(self.part.get(n) for n in names) or any(one.errors for one in self.further)

    @classmethod
    def data_of(cls, part: Plain) -> dict[str, list[Any]]:
        found = _values(part, "code", "name", "kind", "source", "points", "cap", "only_able")
        found |= _lists(part, "facts", "unless", "replaces") | {"per": [part.get("per", "each")]}
        for number, step in enumerate((part.get("steps") or [])[:STEPS]):
            found |= {f"step{number}_{name}": [value] for name, value in step.items()}
        return found | {f"by_{fact}": [n] for fact, n in (part.get("by_fact") or {}).items()}

    def plain(self) -> Plain:
        given = self.cleaned_data
        steps = [
            {"at_least": at_least, "points": given[f"step{n}_points"]}
            for n in range(STEPS)
            if (at_least := given[f"step{n}_at_least"]) is not None
            or given[f"step{n}_points"] is not None
        ]
        weights = {fact: given[f"by_{fact}"] for fact in self.weighted if fact in given["facts"]}
        by_fact = (
            {fact: given["points"] if own is None else own for fact, own in weights.items()}
            if any(own is not None for own in weights.values())
            else {}
        )
        names = ("code", "name", "kind", "source", "facts", "per", "points")
        part = {name: given[name] for name in names}
        part |= {"by_fact": by_fact, "steps": steps, "cap": given["cap"]}
        part |= {name: given[name] for name in ("unless", "replaces", "only_able")}
        if part["per"] == "each":
            part["per"] = ""
        return {name: _typed(one) for name, one in _set(part).items()}


def _typed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class ProposalForm(PartForm):
    code = _text(gettext_lazy("Code"), help_text=gettext_lazy("Letters and digits, as lenient."))
    name = _text(gettext_lazy("Name"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=list(words.PROPOSAL_LABELS.items())
    )
    to = forms.ChoiceField(
        label=gettext_lazy("To level"), choices=[("", "–"), *LEVEL_CHOICES], required=False
    )
    levels = _ticks(gettext_lazy("For those at level"), LEVEL_CHOICES)
    months = Figure(label=gettext_lazy("Straight months looked at"))
    each_at_least = Figure(label=gettext_lazy("Each month at least"))
    mean_at_least = Figure(label=gettext_lazy("On average at least"))
    below = Figure(label=gettext_lazy("Or: the month is below"))
    penalty_free = forms.BooleanField(label=gettext_lazy("No penalty"), required=False)
    in_correction_months = Figure(label=gettext_lazy("Months in correction at least"))
    at_level_months = Figure(label=gettext_lazy("Months at this level at least"))
    figures = ("months", "each_at_least", "mean_at_least", "below", "in_correction_months",
               "at_level_months")  # fmt: skip
    named = {"any_fact": "any0_fact"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(ANY_FACTS):
            title = _("Or: facts in these months, %(n)d") % {"n": number + 1}
            self.fields[f"any{number}_fact"] = forms.ChoiceField(
                label=title, choices=[("", "–"), *KIND_CHOICES], required=False
            )
            self.fields[f"any{number}_least"] = Figure(label=_("How often"))

    @classmethod
    def data_of(cls, part: Plain) -> dict[str, list[Any]]:
        found = _values(part, "code", "name", "kind", "to", "penalty_free", *cls.figures)
        found |= _lists(part, "levels")
        for number, (fact, least) in enumerate(list((part.get("any_fact") or {}).items())[:3]):
            found |= {f"any{number}_fact": [fact], f"any{number}_least": [least]}
        return found

    def plain(self) -> Plain:
        given = self.cleaned_data
        facts = {
            given[f"any{n}_fact"]: given[f"any{n}_least"]
            for n in range(ANY_FACTS)
            if given[f"any{n}_fact"]
        }
        names = ("code", "name", "kind", "to", "levels", *self.figures, "penalty_free")
        part = {name: _typed(given[name]) for name in names}
        return _set(part | {"any_fact": facts})


class BasicsForm(PartForm):
    """Name, base and bounds, weathers, exemptions, calendar."""

    name = _text(gettext_lazy("Name of the scheme"))
    base = Figure(label=gettext_lazy("Base"), help_text=gettext_lazy("Where every month begins."))
    minimum = Figure(label=gettext_lazy("Minimum"))
    maximum = Figure(label=gettext_lazy("Maximum"))
    exemptions = _ticks(
        gettext_lazy("What exempts: targets go down pro rata"),
        [(code, words.EXEMPTION_LABELS[code]) for code in EXEMPTIONS],
    )
    lifts = _ticks(gettext_lazy("Items that are lifted for who is exempt"), ())
    named = {"bands": "sunny_at_least", "targets": "lifts", "calendar": "lock_day"}

    def __init__(self, *args: Any, codes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, code) for code in codes]
        self.fields["lifts"].choices = choices  # type: ignore[attr-defined]
        for code, label in words.BAND_LABELS.items():
            titles = {"weather": label}
            self.fields[f"{code}_name"] = _text(_("%(weather)s: name") % titles)
            self.fields[f"{code}_at_least"] = Figure(
                label=_("%(weather)s from") % titles,
                help_text=_("Empty: there is no such weather."),
            )
        for name, label in words.CALENDAR_LABELS.items():
            self.fields[name] = Figure(label=label)

    def group(self, *names: str) -> list[Any]:
        return [self[name] for name in names]

    @property
    def bounds(self) -> list[Any]:
        return self.group("name", "base", "minimum", "maximum")

    @property
    def weathers(self) -> list[Any]:
        return [self[f"{code}_{name}"] for code in WEATHERS for name in ("name", "at_least")]

    @property
    def targets(self) -> list[Any]:
        return self.group("exemptions", "lifts")

    @property
    def days(self) -> list[Any]:
        return self.group(*words.CALENDAR_LABELS)

    @classmethod
    def data_of(cls, part: Plain) -> dict[str, list[Any]]:
        found = _values(part, "name", "base", "minimum", "maximum")
        found |= _lists(part.get("targets") or {}, "exemptions", "lifts")
        for band in part.get("bands") or []:
            found |= {f"{band.get('code')}_{k}": [band.get(k)] for k in ("name", "at_least")}
        return found | {name: [day] for name, day in (part.get("calendar") or {}).items()}

    def _field_of(self, path: tuple[str | int, ...]) -> str | None:
        if len(path) > 1 and path[0] in ("targets", "calendar"):
            return super()._field_of(path[1:])
        if len(path) > 1 and path[0] == "bands" and isinstance(path[1], int):
            bands = self.plain()["bands"] if self.is_valid() or self.cleaned_data else []
            if path[1] < len(bands):
                return f"{bands[path[1]]['code']}_{path[2] if len(path) > 2 else 'name'}"
        return super()._field_of(path)

    def plain(self) -> Plain:
        given = self.cleaned_data
        bands = [
            _set({"code": code, "name": given.get(f"{code}_name", "").strip()})
            | {"at_least": given.get(f"{code}_at_least")}
            for code in WEATHERS
            if given.get(f"{code}_at_least") is not None
        ]
        days = {name: given.get(name) for name in words.CALENDAR_LABELS}
        numbers = ("base", "minimum", "maximum")
        return {
            "name": given.get("name", "").strip(),
            **{name: given[name] for name in numbers if given.get(name) is not None},
            "targets": {name: given.get(name, []) for name in ("exemptions", "lifts")},
            "bands": bands,
            "calendar": {name: day for name, day in days.items() if day is not None},
        }


class FigureForm(forms.Form):
    """A row of the table of items: what is changed most."""

    name = _text(gettext_lazy("Name"), widget=forms.TextInput(attrs={"size": 16}))
    points = Figure(label=gettext_lazy("Points"))
    cap = Figure(label=gettext_lazy("At most a month"))


FigureSet = forms.formset_factory(
    FigureForm, extra=0, can_delete=True, max_num=MOST_ENTRIES, absolute_max=MOST_ENTRIES
)


class EnforceForm(ActionForm):
    first_month = forms.ChoiceField(label=gettext_lazy("In force from"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The staff of all offices read it, and it stays on record."),
    )  # fmt: skip

    def __init__(self, *args: Any, months: Iterable[Month], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(month), str(month)) for month in months]
        self.fields["first_month"].choices = choices  # type: ignore[attr-defined]


class ImportForm(ActionForm):
    file = forms.FileField(
        label=gettext_lazy("Scheme file (TOML)"), allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".toml"}),
    )  # fmt: skip
