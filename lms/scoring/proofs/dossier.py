"""One person's file as JSON that anybody checks without the platform (docs/verify_dossier.py).

Facts, lines and every version of each posted month, what people decided, the ledger with its
hashes, and the proof that the results are those that were signed and receipted: a path to the root
of each, so that nobody else's result is in the file. Without name, ID number, address or telephone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from lms.accounts.models import LevelChange, Offender
from lms.core.clock import now
from lms.credits.chain import timestamp
from lms.credits.models import CreditEntry
from lms.scoring.models import (
    ConductRecord,
    MonthReopening,
    MonthScore,
    MonthSignature,
    Objection,
    Proposal,
    SigningKey,
    WitnessCopy,
    WitnessKey,
)
from lms.scoring.proofs.merkle import Tree
from lms.scoring.proofs.signing import Row
from lms.scoring.proofs.witness import HEADS, header_of, plain, signed_rows
from lms.scoring.proofs.witnessed import mark_in, receipt_of, rows_in

FORMAT, VERSION = "xinlu-dossier", 1
Plain = dict[str, Any]


def dossier_of(offender: Offender, *, notes: bool = True) -> Plain:
    """``notes``: what officers wrote beside records and decisions about the month, which may
    speak of others; the person themself gets the file without."""
    months = _months(offender, notes)
    return {
        "format": FORMAT,
        "v": VERSION,
        "made_at": timestamp(now()),
        "offender": {"id": str(offender.pk), "code": offender.code},
        "months": months,
        "decisions": {
            "conduct": [_conduct(one, notes) for one in _records(offender)],
            "objections": [_objection(one) for one in _objections(offender)],
            "proposals": [_proposal(one) for one in _proposals(offender)],
            "levels": [_level(one) for one in LevelChange.objects.filter(offender=offender)],
        },
        "ledger": [_entry(one) for one in _entries(offender)],
        "heads": _heads(offender),
        "keys": _keys(),
    }


def text_of(dossier: Plain) -> bytes:
    return json.dumps(dossier, ensure_ascii=False, indent=1).encode()


def file_name(offender: Offender) -> str:
    return f"{offender.code}-{now():%Y%m%d}.json"


# months


def _months(offender: Offender, notes: bool) -> list[Plain]:
    scores = MonthScore.objects.published().filter(offender=offender).select_related(
        "county_month__county"
    )  # fmt: skip
    found: dict[int, Plain] = {}
    for score in scores.order_by("month", "version"):
        month = score.county_month
        if month.pk not in found:
            signatures = month.signatures.select_related("county_month", "key").order_by("number")
            county = month.county
            found[month.pk] = {
                "month": month.month,
                "county": {"uid": str(county.uid), "code": county.code, "name": county.name},
                "state": month.state,
                "scheme": {"digest": month.digest, "plain": month.plain},
                "reopened": [_reopening(one, notes) for one in month.reopenings.all()],
                "scores": [],
                "signatures": [_signature(one, str(offender.pk)) for one in signatures],
            }
        found[month.pk]["scores"].append(_score(score))
    return list(found.values())


def _score(score: MonthScore) -> Plain:
    return {
        "version": score.version,
        "current": score.is_current,
        "made_at": timestamp(score.made_at),
        "reason": score.reason,
        "facts": score.facts,
        "facts_hash": score.facts_hash,
        "lines": score.lines,
        "total": score.total,
        "band": score.band,
        "proposals": score.proposals,
    }


def _reopening(one: MonthReopening, notes: bool) -> Plain:
    """The decision may be about somebody else of the county: its words only with ``notes``."""
    names = ("number", "authority", "document", *(("text", "reason") if notes else ()))
    said = {name: getattr(one, name) for name in names}
    return {**said, "decided_on": one.decided_on.isoformat()}


def _signature(one: MonthSignature, offender: str) -> Plain:
    copy = receipt_of(one)
    rows = rows_in(copy.content) if copy else signed_rows(one)
    row, path, _root = _proof(rows, offender)
    return {
        "number": one.number,
        "signed_at": timestamp(one.signed_at),
        "key": one.key_id,
        "payload": one.payload,
        "signature": one.signature,
        "result": row,
        "path": path,
        "receipt": _receipt(copy) if copy else None,
    }


def _proof(rows: list[Row], who: str) -> tuple[Row | None, list[Any], str]:
    """(row, path, root); without row and path when nobody of this id is among the rows."""
    tree = Tree(rows)
    index = next((at for at, row in enumerate(rows) if row[0] == who), None)
    if index is None:
        return None, [], tree.root
    return rows[index], [list(step) for step in tree.path(index)], tree.root


def _receipt(copy: WitnessCopy) -> Plain:
    """A copy without its content: what its hash covers, the hash and the receipt."""
    rows = rows_in(copy.content)
    given = plain(copy)
    root = Tree(rows).root
    return {
        "header": header_of(given, mark_in(copy.content), len(rows), root),
        **{name: given[name] for name in ("prev_hash", "hash", "key", "receipt")},
        "witness": copy.procuratorate.name,
    }


def _heads(offender: Offender) -> list[Plain]:
    """The last head of each month that a witness received of this person."""
    copies = WitnessCopy.objects.filter(kind=HEADS, content__contains=f'"{offender.pk}"')
    last: dict[str, Any] = {}
    for pk, about in copies.order_by("about", "number").values_list("pk", "about"):
        last[about[:7]] = pk
    found = []
    for copy in copies.filter(pk__in=last.values()).select_related("procuratorate", "county"):
        row, path, _root = _proof(rows_in(copy.content), str(offender.pk))
        found.append({"head": row, "path": path, "receipt": _receipt(copy)})
    return found


# decisions


def _records(offender: Offender) -> Iterable[ConductRecord]:
    rows = ConductRecord.objects.filter(offender=offender).order_by("on", "recorded_at")
    return rows.select_related("decision__by", "recorded_by")


def _conduct(one: ConductRecord, notes: bool) -> Plain:
    decision = getattr(one, "decision", None)
    return {
        "id": str(one.pk),
        "kind": one.kind,
        "on": one.on.isoformat(),
        "hours": None if one.hours is None else str(one.hours),
        "stage": one.stage,
        "same_as": str(one.same_as_id) if one.same_as_id else None,
        "same_item": one.same_item,
        "origin": one.origin,
        "needs_second": one.needs_second,
        "counts_in": one.counts_in,
        "late": one.is_late,
        "cancels": str(one.cancels_id) if one.cancels_id else None,
        "note": one.note if notes else "",
        "by": str(one.recorded_by),
        "at": timestamp(one.recorded_at),
        "decision": {
            "accepted": decision.accepted,
            "reason": decision.reason,
            "by": str(decision.by),
            "at": timestamp(decision.at),
        }
        if decision
        else None,
    }


def _objections(offender: Offender) -> Iterable[Objection]:
    rows = Objection.objects.filter(offender=offender).select_related("score", "amended")
    return rows.prefetch_related("steps__by").order_by("sent_at")


def _objection(one: Objection) -> Plain:
    return {
        "id": str(one.pk),
        "month": one.score.month,
        "version": one.score.version,
        "line": one.line,
        "study": one.study,
        "text": one.text,
        "state": one.state,
        "led_to_version": one.amended.version if one.amended else None,
        "steps": [
            {"kind": step.kind, "text": step.text, "by": str(step.by), "at": timestamp(step.at)}
            for step in one.steps.all()
        ],
    }


def _proposals(offender: Offender) -> Iterable[Proposal]:
    rows = Proposal.objects.filter(offender=offender).select_related("county_month", "decided_by")
    return rows.order_by("made_at")


def _proposal(one: Proposal) -> Plain:
    return {
        "month": one.county_month.month,
        "rule": one.rule,
        "name": one.name,
        "kind": one.kind,
        "to": one.to,
        "seen": one.seen,
        "state": one.state,
        "reason": one.reason,
        "by": str(one.decided_by) if one.decided_by else None,
        "at": timestamp(one.decided_at) if one.decided_at else None,
    }


def _level(one: LevelChange) -> Plain:
    return {"on": one.on.isoformat(), "before": one.before, "level": one.level}


# ledger and keys


def _entries(offender: Offender) -> Iterable[CreditEntry]:
    return CreditEntry.objects.filter(learner=offender.pk).order_by("number")


def _entry(one: CreditEntry) -> Plain:
    return {
        "id": str(one.pk),
        "learner": str(one.learner_id),
        "number": one.number,
        "kind": one.kind,
        "seconds": one.seconds,
        "started_at": timestamp(one.started_at),
        "ended_at": timestamp(one.ended_at),
        "source": one.source,
        "rule_version": one.rule_version,
        "reverses": str(one.reverses_id) if one.reverses_id else None,
        "prev_hash": one.prev_hash,
        "hash": one.hash,
        "month": one.month,
    }


def _keys() -> Plain:
    """Every public key there ever was: a retired one verifies for ever."""
    witnesses = WitnessKey.objects.select_related("procuratorate").order_by("created_at")
    return {
        "platform": [public_key(one) for one in SigningKey.objects.order_by("created_at")],
        "witness": [public_key(one) | {"of": one.procuratorate.name} for one in witnesses],
    }


def public_key(key: SigningKey | WitnessKey) -> Plain:
    return {
        "id": key.pk,
        "public": key.public,
        "created_at": timestamp(key.created_at),
        "retired_at": timestamp(key.retired_at) if key.retired_at else None,
    }
