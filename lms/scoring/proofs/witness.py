"""The procuratorate as witness: it receives the ledger heads of each county every day and the
results of each month that was signed, receipts them with its own key, and keeps its own copy.

A copy is made once: killed and started again, a job goes on where it was. Call these outside a
transaction: the export file is written when the row stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.accounts.models import Kind, Organisation
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.months import today
from lms.credits.models import ChainHead
from lms.scoring.models import MonthScore, MonthSignature, WitnessCopy, WitnessKey
from lms.scoring.proofs import witness_folder as folders
from lms.scoring.proofs.merkle import root_of
from lms.scoring.proofs.signing import Row, new_pair, row_of, seal, sign, timestamp
from lms.scoring.schemes.in_force import canonical

FIRST = "0" * 64
WHOLE, CHANGES = "whole", "changes"
"""What the heads of a day are: all of the county, or those that moved since the copy before."""
LINE = ("id", "number", "kind", "about", "content", "prev_hash", "hash", "receipt")
HEADS, RESULTS = WitnessCopy.Kind.HEADS, WitnessCopy.Kind.RESULTS


def witness_of(county: Organisation) -> Organisation | None:
    """The procuratorate attached to the county, else to the nearest level above it."""
    for place in [county, *reversed(list(county.get_ancestors()))]:
        attached = place.get_children().filter(kind=Kind.PROCURATORATE, is_active=True)
        if (found := attached.order_by("path").first()) is not None:
            return found
    return None


# the key


def key_of(procuratorate: Organisation) -> tuple[WitnessKey, str]:
    """Its key and the private half, from its folder; made on the first day. Raises
    `WitnessAway`."""
    key = WitnessKey.objects.filter(procuratorate=procuratorate, retired_at=None).first()
    if key is None:
        return _first_key(procuratorate)
    return key, folders.private_key(folders.folder_of(procuratorate), key.pk)


def _first_key(procuratorate: Organisation) -> tuple[WitnessKey, str]:
    """The key that lies in the folder without a row (another database knew it), else a new one."""
    folder = folders.make_folder(procuratorate)
    for name, public in folders.public_keys(folder).items():
        if not WitnessKey.objects.filter(pk=name).exists():
            private = folders.private_key(folder, name)
            made = WitnessKey.objects.create(id=name, procuratorate=procuratorate, public=public)
            return made, private
    name, public, private = new_pair()
    folders.keep_key(folder, name, public, private)
    return (
        WitnessKey.objects.create(id=name, procuratorate=procuratorate, public=public),
        private,
    )


def rotate_witness_key(*, procuratorate: Organisation, by: Any = None) -> WitnessKey:
    """Receipt with a new key from now on. Run where the witness's folder is."""
    with transaction.atomic():
        folder = folders.make_folder(procuratorate)
        old = list(WitnessKey.objects.filter(procuratorate=procuratorate, retired_at=None))
        WitnessKey.objects.filter(pk__in=[key.pk for key in old]).update(retired_at=now())
        name, public, private = new_pair()
        folders.keep_key(folder, name, public, private)
        made = WitnessKey.objects.create(id=name, procuratorate=procuratorate, public=public)
        audit.record("scoring.witness_key_rotated", actor=by, target=made)
    for key in old:
        folders.wipe_key(folder, key.pk)
    return made


# what it receives


def send_heads(day: date | None = None, county: Organisation | None = None) -> int:
    """The ledger heads of one county, or of each, to its procuratorate; how many copies were made.
    ``day`` (today) names the copy: one a day."""
    made = 0
    for place in [county] if county is not None else counties():
        witness = witness_of(place)
        if witness is None:
            continue
        about = f"{day or today():%Y-%m-%d}"
        with transaction.atomic():
            if _begin(witness, place, HEADS, about) is None:
                mark, rows = _heads_to_send(witness, place, about)
                _receive(witness, place, kind=HEADS, about=about, mark=mark, rows=rows)
                made += 1
        write_out(witness)
    return made


def send_results(signature: MonthSignature) -> WitnessCopy | None:
    """The results that ``signature`` signs, with the heads of today before them. None where no
    procuratorate is attached."""
    month = signature.county_month
    county = Organisation.objects.get(pk=month.county_id)
    witness = witness_of(county)
    if witness is None:
        return None
    send_heads(county=county)
    about = f"{month.month}#{signature.number}"
    with transaction.atomic():
        copy = _begin(witness, county, RESULTS, about)
        if copy is None:
            rows = signed_rows(signature)
            copy = _receive(
                witness, county, kind=RESULTS, about=about, mark=seal(signature), rows=rows
            )
    write_out(witness)
    return copy


def send_pending(of: Iterable[Organisation] | None = None) -> int:
    """Results whose receipt is missing, of all counties or of some: the job was killed, or the
    witness was away."""
    known = set(WitnessCopy.objects.filter(kind=RESULTS).values_list("county", "about"))
    signed = MonthSignature.objects.select_related("county_month").order_by("pk")
    if of is not None:
        signed = signed.filter(county_month__county__in=[place.pk for place in of])
    made = 0
    for one in signed:
        about = f"{one.county_month.month}#{one.number}"
        if (one.county_month.county_id, about) not in known:
            made += send_results(one) is not None
    return made


def counties() -> Iterator[Organisation]:
    yield from Organisation.objects.filter(kind=Kind.COUNTY, is_active=True).order_by("path")


def signed_rows(signature: MonthSignature) -> list[Row]:
    """The rows behind the root of results: the version of each person's score that stood when it
    was signed."""
    found: dict[UUID, MonthScore] = {}
    scores = MonthScore.objects.filter(
        county_month=signature.county_month_id, made_at__lte=signature.signed_at
    ).only("offender", "version", "facts_hash", "total", "band", "lines")
    for score in scores.order_by("version").iterator(chunk_size=2000):
        found[score.offender_id] = score
    return [row_of(score) for score in sorted(found.values(), key=lambda o: str(o.offender_id))]


def heads_of(county: Organisation) -> list[Row]:
    """[learner, number, hash] of everybody of the county who has an entry."""
    here = Q(learner__offender__office__path__startswith=county.path) | Q(
        learner__offender=None, learner__organisation__path__startswith=county.path
    )
    rows = ChainHead.objects.filter(here, number__gt=0).values_list("learner", "number", "hash")
    return sorted([str(learner), number, hash_] for learner, number, hash_ in rows.iterator())


def _heads_to_send(
    witness: Organisation, county: Organisation, about: str
) -> tuple[str, list[Row]]:
    """All of them once a month, else what moved: thirty thousand heads a day are a great deal of
    paper."""
    rows = heads_of(county)
    sent = WitnessCopy.objects.filter(procuratorate=witness, county=county, kind=HEADS)
    known: dict[str, Row] = {}
    for content in (
        sent.filter(about__startswith=about[:7])
        .order_by("number")
        .values_list("content", flat=True)
    ):
        known.update((row[0], row) for row in json.loads(content)["rows"])
    if not known:
        return WHOLE, rows
    return CHANGES, [row for row in rows if known.get(row[0]) != row]


# a copy


def header_of(copy: dict[str, Any], mark: str, count: int, root: str) -> list[Any]:
    """What the hash of a copy covers beside the one before it."""
    names = ("procuratorate", "number", "county", "kind", "about")
    return [*(copy[name] for name in names), mark, count, root, copy["received_at"]]


def hash_of(prev_hash: str, header: list[Any]) -> str:
    return hashlib.sha256((prev_hash + canonical(header)).encode()).hexdigest()


def plain(copy: WitnessCopy) -> dict[str, Any]:
    """A copy as the export file has it. Needs ``procuratorate`` and ``county`` loaded."""
    return {
        "id": str(copy.pk),
        "procuratorate": str(copy.procuratorate.uid),
        "number": copy.number,
        "county": str(copy.county.uid),
        "kind": str(copy.kind),
        "about": copy.about,
        "content": copy.content,
        "prev_hash": copy.prev_hash,
        "hash": copy.hash,
        "key": copy.key_id,
        "receipt": copy.receipt,
        "received_at": timestamp(copy.received_at),
    }


def _begin(witness: Organisation, county: Organisation, kind: str, about: str) -> Any:
    """Lock the witness's chain; the copy that is there already, or None."""
    Organisation.objects.select_for_update().get(pk=witness.pk)
    return WitnessCopy.objects.filter(
        procuratorate=witness, county=county, kind=kind, about=about
    ).first()


def _receive(
    witness: Organisation, county: Organisation, *, kind: str, about: str, mark: str,
    rows: list[Row],
) -> WitnessCopy:  # fmt: skip
    """Append one copy behind the witness's last and receipt it."""
    key, private = key_of(witness)
    last = WitnessCopy.objects.filter(procuratorate=witness).order_by("number").last()
    if folders.last_in(folders.folder_of(witness))[0] > (last.number if last else 0):
        sentence = _("The export file of the witness holds copies that the platform has lost.")
        raise DomainError(sentence, code="witness_ahead")
    copy = WitnessCopy(
        procuratorate=witness, county=county, kind=kind, about=about, key=key,
        number=last.number + 1 if last else 1, prev_hash=last.hash if last else FIRST,
        content=canonical({"mark": mark, "rows": rows}), received_at=now(),
    )  # fmt: skip
    header = header_of(plain(copy), mark, len(rows), root_of(rows))
    copy.hash = hash_of(copy.prev_hash, header)
    copy.receipt = sign(private, copy.hash)
    copy.save(force_insert=True)
    return copy


def write_out(witness: Organisation) -> int:
    """Bring the export file up to the table; how many lines were written. Raises `WitnessAway`,
    `DomainError` where the two do not fit together."""
    folder = folders.folder_of(witness)
    if not folder.is_dir():
        folders.private_key(folder, "")  # says that it is not here
    number, _hash = folders.last_in(folder)
    fresh = WitnessCopy.objects.filter(procuratorate=witness, number__gt=number)
    rows = fresh.select_related("procuratorate", "county").order_by("number")
    return folders.append(folder, (plain(one) for one in rows.iterator(chunk_size=20)))


def adopt(witness: Organisation) -> int:
    """Take copies that only the export file has back into the table, after a restore from an older
    backup; how many. What the platform has lost since then is what verification tells."""
    folder, known = (
        folders.folder_of(witness),
        set(WitnessCopy.objects.filter(procuratorate=witness).values_list("number", flat=True)),
    )
    by_uid = {str(place.uid): place for place in Organisation.objects.filter(kind=Kind.COUNTY)}
    made = 0
    with transaction.atomic():
        for name, public in folders.public_keys(folder).items():
            WitnessKey.objects.get_or_create(
                id=name, defaults={"procuratorate": witness, "public": public}
            )
        for line in folders.lines(folder):
            if line["number"] not in known:
                given = {name: line[name] for name in LINE}
                WitnessCopy.objects.create(
                    **given, procuratorate=witness, county=by_uid[line["county"]],
                    key_id=line["key"], received_at=datetime.fromisoformat(line["received_at"]),
                )  # fmt: skip
                made += 1
        audit.record("scoring.witness_adopted", target=witness, after={"copies": made})
    return made


def is_here() -> bool:
    """Whether the platform's own jobs give receipts, or the witness's own command does."""
    return bool(settings.WITNESS_HERE)
