"""Signing a county's month when it is final, and the platform's keys (Ed25519).

What is signed is text, kept as it was signed: canonical JSON that names the scheme, the results,
the ledger heads that they rest on and the signature before it (docs/verifying.md).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.errors import Conflict
from lms.scoring.models import CountyMonth, MonthScore, MonthSignature, SigningKey
from lms.scoring.proofs.merkle import root_of
from lms.scoring.schemes.in_force import canonical, digest

VERSION = 1
SIGNED = ("results", "heads", "facts", "counts", "scheme")
"""What makes another signature necessary when it has changed."""
SEND_RESULTS = "scoring.send_results"
Row = list[Any]


# keys


def new_pair() -> tuple[str, str, str]:
    """(id, public, private), both halves base64 of 32 bytes; the id begins the public's SHA-256."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return key_id(public), _b64(public), _b64(private.private_bytes_raw())


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


def sign(private: str, text: str) -> str:
    """Base64 of the signature of ``text`` in UTF-8."""
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(private))
    return _b64(key.sign(text.encode()))


def holds(public: str, signature: str, text: str) -> bool:
    """Whether ``signature`` is that of ``text`` by the holder of ``public``."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def current_key() -> SigningKey:
    """The key that signs now; the first one is made when it is first needed."""
    return SigningKey.objects.filter(retired_at=None).first() or _make_key()


def _make_key() -> SigningKey:
    name, public, private = new_pair()
    return SigningKey.objects.create(id=name, public=public, private=private)


def rotate_key(*, by: Any = None) -> SigningKey:
    """Sign with a new key from now on. Earlier ones verify for ever; what they signed with is
    wiped."""
    with transaction.atomic():
        old = SigningKey.objects.select_for_update().filter(retired_at=None)
        names = list(old.values_list("pk", flat=True))  # also one that can be read no more
        SigningKey.objects.filter(pk__in=names).update(retired_at=now(), private="")
        made = _make_key()
        audit.record("scoring.key_rotated", actor=by, target=made, after={"retired": names})
    return made


# what is signed


def timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def row_of(score: MonthScore) -> Row:
    """How a score enters a signature and the witness's copy."""
    return [
        str(score.offender_id), score.version, score.facts_hash, score.total, score.band,
        digest(score.lines),
    ]  # fmt: skip


def head_of(facts: dict[str, Any]) -> tuple[int, str] | None:
    """(number, hash) of the last ledger entry that the facts rest on; None before the first."""
    head = (facts.get("study") or {}).get("head")
    return (head["number"], head["hash"]) if head and head["number"] else None


def roots_of(scores: Iterable[MonthScore]) -> dict[str, Any]:
    """Roots over results, ledger heads and facts in the order of the offenders' ids, and counts."""
    results, heads, facts = [], [], []
    bands: Counter[str] = Counter()
    for score in sorted(scores, key=lambda one: str(one.offender_id)):
        offender = str(score.offender_id)
        results.append(row_of(score))
        facts.append([offender, score.facts_hash])
        if head := head_of(score.facts):
            heads.append([offender, *head])
        bands[score.band] += 1
    return {
        "results": root_of(results),
        "heads": root_of(heads),
        "facts": root_of(facts),
        "counts": {"people": len(results), "heads": len(heads), "bands": dict(bands)},
    }


def statement_of(month: CountyMonth) -> dict[str, Any]:
    """What the rows say now, in the words of a signature."""
    scheme, county = month.scheme, month.county
    scores = MonthScore.objects.current().filter(county_month=month).only(
        "offender", "version", "facts", "facts_hash", "lines", "total", "band"
    )  # fmt: skip
    return {
        "v": VERSION,
        "county": {"uid": str(county.uid), "code": county.code, "name": county.name},
        "month": month.month,
        "scheme": {
            "digest": month.digest,
            "version": scheme.version if scheme else 0,
            "organisation": str(scheme.organisation.uid) if scheme else "",
        },
        **roots_of(scores.iterator(chunk_size=2000)),
    }


def seal(signature: MonthSignature) -> str:
    """What the next signature of the county and the witness's copy name this one by."""
    return hashlib.sha256(f"{signature.payload}.{signature.signature}".encode()).hexdigest()


def before(signature: MonthSignature) -> MonthSignature | None:
    """The county's signature before this one, of whatever month."""
    of_county = MonthSignature.objects.filter(county_month__county=signature.county_month.county_id)
    return of_county.filter(pk__lt=signature.pk).order_by("-pk").first()


def sign_month(*, county_month: CountyMonth) -> MonthSignature:
    """Sign the scores as they are and want the witness's receipt. Signing again what has not
    changed gives the signature there is. Raises `Conflict` before the month is posted."""
    with transaction.atomic():
        rows = CountyMonth.objects.select_for_update(of=("self",))
        month = rows.select_related("county", "scheme__organisation").get(pk=county_month.pk)
        if month.state not in (CountyMonth.State.POSTED, CountyMonth.State.FINAL):
            raise Conflict(_("Only a month that was posted is signed."), code="not_posted")
        said = statement_of(month)
        last = month.signatures.last()
        if last is not None and all(
            json.loads(last.payload)[name] == said[name] for name in SIGNED
        ):
            made = last
        else:
            made = _signed(month, said, last.number + 1 if last else 1)
        jobs.enqueue(SEND_RESULTS, key=f"{SEND_RESULTS}:{made.pk}", payload={"signature": made.pk})
    return made


def _signed(month: CountyMonth, said: dict[str, Any], number: int) -> MonthSignature:
    key, moment = current_key(), now()
    of_county = MonthSignature.objects.filter(county_month__county=month.county_id)
    previous = of_county.order_by("-pk").first()
    payload = canonical(
        {
            **said,
            "number": number,
            "previous": seal(previous) if previous else "",
            "key": key.pk,
            "signed_at": timestamp(moment),
        }
    )
    made = MonthSignature.objects.create(
        county_month=month, number=number, payload=payload, key=key,
        signature=sign(key.private, payload), signed_at=moment,
    )  # fmt: skip
    audit.record(
        "scoring.month_signed", target=made,
        after={"county": month.county_id, "month": month.month, "number": number},
    )  # fmt: skip
    return made
