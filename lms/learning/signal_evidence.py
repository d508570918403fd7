"""What stands behind a review signal, as a reader may see it: figures in words, sittings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.accounts.models import Offender
from lms.learning.models import Device, PresenceChallenge, ReviewSignal, StudySession

Kind = ReviewSignal.Kind


@dataclass(frozen=True, slots=True)
class SignalEvidence:
    """``figures``: (what, value); ``others``: those on the same device whom this reader may see,
    ``strangers``: how many more there are."""

    figures: list[tuple[str, str]]
    sittings: list[StudySession]
    challenges: list[PresenceChallenge]
    device: Device | None
    others: list[Offender]
    strangers: int


def of(signal: ReviewSignal, user: Any) -> SignalEvidence:
    """Five queries at most."""
    found = signal.evidence
    own = StudySession.objects.of(signal.learner_id).filter(pk__in=found.get("sessions", []))
    sittings = list(own.select_related("device").order_by("-opened_at"))
    device = Device.objects.filter(pk=found.get("device")).first() if "device" in found else None
    others = _others(signal, user) if device else []
    asked = PresenceChallenge.objects.filter(session__in=[one.pk for one in sittings])
    wanted = signal.kind in (Kind.FAST_ANSWERS, Kind.MACHINE_TIMING, Kind.ALWAYS_RIGHT)
    return SignalEvidence(
        figures=list(_figures(found)),
        sittings=sittings,
        challenges=list(asked.order_by("-asked_at")) if wanted else [],
        device=device,
        others=others,
        strangers=max(0, int(found.get("learners", 1)) - 1 - len(others)) if device else 0,
    )


def _others(signal: ReviewSignal, user: Any) -> list[Offender]:
    users = StudySession.objects.filter(device=signal.evidence["device"])
    seen = Offender.objects.visible_to(user).exclude(pk=signal.learner_id)
    people = seen.filter(pk__in=users.values("learner")).select_related("user", "office")
    return list(people.defer("id_number", "user__phone").order_by("code"))


def _figures(found: dict[str, Any]) -> Any:
    """The numbers of the evidence in the reader's language, in an order that tells the story."""
    words = {
        "learners": _("learners on this device in 30 days"),
        "sittings": _("sittings of such regularity in a week"),
        "answers": _("answers looked at"),
        "fastest_seconds": _("fastest answer (seconds)"),
        "mean_seconds": _("usual time to answer (seconds)"),
        "median_seconds": _("median time to answer (seconds)"),
        "spread_ms": _("spread of the times (milliseconds)"),
        "take_overs": _("take-overs while playing, on one day"),
        "addresses": _("different addresses"),
    }
    for name, said in words.items():
        if found.get(name) is not None:
            yield said, str(found[name])
