"""Reading back what the witness received: its table beside its export file, and what both say of a
month. The file counts first: it is the witness's own."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from lms.accounts.models import Kind, Organisation
from lms.core.months import local_day
from lms.scoring.models import CountyMonth, MonthScore, MonthSignature, WitnessCopy
from lms.scoring.proofs import witness_folder as folders
from lms.scoring.proofs.merkle import root_of
from lms.scoring.proofs.signing import Row, holds, key_id, row_of, seal
from lms.scoring.proofs.witness import FIRST, RESULTS, hash_of, header_of, plain, witness_of
from lms.scoring.schemes.in_force import canonical

PROBLEMS: dict[str, Any] = {
    "no_witness": gettext_lazy("no procuratorate is attached that could be the witness"),
    "not_received": gettext_lazy("the witness has not received the signed results"),
    "no_heads": gettext_lazy("the witness has received no ledger heads of the month"),
    "copy": gettext_lazy("the witness's copy was changed, or one is missing before it"),
    "copy_table": gettext_lazy("the witness's export file has a copy that its table has not"),
    "copy_file": gettext_lazy("the witness's export file does not have this copy"),
    "copy_differs": gettext_lazy("the witness's table and its export file say different things"),
    "no_file": gettext_lazy("the witness's export file is not here"),
    "receipt": gettext_lazy("the witness's receipt does not hold"),
    "witness_key": gettext_lazy("the witness does not know the key of the receipt"),
    "other": gettext_lazy("the witness received other results than those that are signed"),
    "received": gettext_lazy("the score is not the one that the witness received"),
    "lost": gettext_lazy("the witness has received a month that is here no more"),
}
Found = tuple[str, str, str, str]
"""(code, about, expected, found)"""


def id_of(public: str) -> str:
    """The id that a public key must have; empty when it is none."""
    try:
        return key_id(base64.b64decode(public, validate=True))
    except (binascii.Error, ValueError):
        return ""


def rows_in(content: Any) -> list[Row]:
    """The rows of a copy; none of what cannot be read."""
    try:
        rows = json.loads(content)["rows"]
    except (ValueError, TypeError, KeyError):
        return []
    return [row for row in rows if isinstance(row, list) and len(row) >= 3]


def mark_in(content: Any) -> str:
    try:
        return str(json.loads(content)["mark"])
    except (ValueError, TypeError, KeyError):
        return ""


@dataclass
class Copies:
    """What one procuratorate received of one county's month, and the faults of its whole chain."""

    month: CountyMonth
    witness: Organisation | None
    faults: list[Found] = field(default_factory=list)
    results: dict[int, tuple[str, list[Row]]] = field(default_factory=dict)
    """Number of the signature → (what the copy names it by, rows)."""
    received_heads: list[list[Row]] = field(default_factory=list)
    until: str = "9999"

    def results_of(self, number: int) -> list[Row] | None:
        found = self.results.get(number)
        return found[1] if found else None

    def heads(self) -> Iterator[tuple[UUID, int, str]]:
        for rows in self.received_heads:
            for row in rows:
                yield UUID(row[0]), int(row[1]), str(row[2])

    def differences(self, signatures: list[MonthSignature]) -> Iterator[Found]:
        """Faults of the copies, and copies that are missing or about something else."""
        if not signatures and not self.results:
            return
        if self.witness is None:
            yield "no_witness", "", "", ""
            return
        yield from self.faults
        known = {one.number: one for one in signatures}
        for number, one in known.items():
            if number not in self.results:
                yield "not_received", f"#{number}", "", ""
                continue
            mark, rows = self.results[number]
            signed = _results_root(one)
            if mark != seal(one) or root_of(rows) != signed:
                yield "other", f"#{number}", mark[:16], seal(one)[:16]
        for number in sorted(set(self.results) - set(known)):
            yield "lost", f"#{number}", "", ""
        if not self.received_heads:
            yield "no_heads", "", "", ""

    def take(self, kind: str, about: str, content: str) -> None:
        """Remember a copy that speaks of this month."""
        if kind == RESULTS:
            month, _sign, number = about.partition("#")
            if month == self.month.month and number.isdigit():
                self.results.setdefault(int(number), (mark_in(content), rows_in(content)))
        elif self.month.month <= about <= self.until:
            self.received_heads.append(rows_in(content))


def _results_root(signature: MonthSignature) -> str:
    try:
        return str(json.loads(signature.payload)["results"])
    except (ValueError, KeyError, TypeError):
        return ""


def copies_of(month: CountyMonth, alive: Callable[[], None] = lambda: None) -> Copies:
    """Reads the table and the export file of the witness whole: each copy proves those before it.
    ``alive`` is called with each."""
    own = WitnessCopy.objects.filter(county=month.county_id).select_related("procuratorate")
    about = own.filter(kind=RESULTS, about__startswith=f"{month.month}#").order_by("number").last()
    found = Copies(month, about.procuratorate if about else witness_of(month.county))
    if found.witness is None:
        return found
    last = month.signatures.order_by("number").last()
    if last is not None:
        moment = max(last.signed_at, about.received_at) if about else last.signed_at
        found.until = f"{local_day(moment):%Y-%m-%d}~"
    _compare(found, found.witness, alive)
    return found


def _compare(found: Copies, witness: Organisation, alive: Callable[[], None]) -> None:
    folder = folders.folder_of(witness)
    county = str(found.month.county.uid)
    in_file: dict[int, str] = {}
    try:
        for line in folders.lines(folder):
            alive()
            in_file[line.get("number", 0)] = _digest(line)
            if line.get("county") == county:
                found.take(str(line.get("kind")), str(line.get("about")), str(line.get("content")))
    except FileNotFoundError:
        pass
    if not in_file:
        found.faults.append(("no_file", "", "", ""))
    has_file = bool(in_file)
    keys = folders.public_keys(folder) if has_file else None
    table = WitnessCopy.objects.filter(procuratorate=witness).order_by("number")
    prev, expected = FIRST, 1
    rows = table.select_related("procuratorate", "county", "key")
    for copy in rows.iterator(chunk_size=20):
        alive()
        if not has_file and copy.county_id == found.month.county_id:
            found.take(copy.kind, copy.about, copy.content)
        found.faults += _faults_of(copy, prev, expected, keys)
        if has_file and (digest := in_file.pop(copy.number, "")) != _digest(plain(copy)):
            code = "copy_differs" if digest else "copy_file"
            found.faults.append((code, _name(copy), "", ""))
        prev, expected = copy.hash, copy.number + 1
    found.faults += [("copy_table", f"{number}", "", "") for number in sorted(in_file)]


def _faults_of(
    copy: WitnessCopy, prev: str, number: int, keys: dict[str, str] | None
) -> Iterator[Found]:
    rows = rows_in(copy.content)
    header = header_of(plain(copy), mark_in(copy.content), len(rows), root_of(rows))
    expected = hash_of(prev, header)
    if (copy.number, copy.prev_hash, copy.hash) != (number, prev, expected):
        yield "copy", _name(copy), expected[:16], copy.hash[:16]
    public = copy.key.public if keys is None else keys.get(copy.key_id, "")
    if not public or id_of(public) != copy.key_id or public != copy.key.public:
        yield "witness_key", _name(copy), "", copy.key_id
    elif not holds(public, copy.receipt, copy.hash):
        yield "receipt", _name(copy), "", ""


def _name(copy: WitnessCopy) -> str:
    return f"{copy.number} {copy.kind} {copy.about}"


def _digest(line: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(line).encode()).hexdigest()


def stored_rows(county_month: int) -> dict[tuple[str, int], Row]:
    """(offender, version) → the row that the score stands for now, of all versions."""
    scores = MonthScore.objects.filter(county_month=county_month).only(
        "offender", "version", "facts_hash", "lines", "total", "band"
    )
    return {
        (str(score.offender_id), score.version): row_of(score)
        for score in scores.iterator(chunk_size=2000)
    }


def months_received(
    month: str, county: Organisation | None = None
) -> Iterator[tuple[Organisation, str]]:
    """(county, about) of the results that witnesses received of ``month``, from table and files."""
    counties = {str(one.uid): one for one in Organisation.objects.filter(kind=Kind.COUNTY)}
    seen: set[tuple[str, str]] = set()
    rows = WitnessCopy.objects.filter(kind=RESULTS, about__startswith=f"{month}#")
    for place, about in rows.values_list("county__uid", "about"):
        seen.add((str(place), about))
    for witness in Organisation.objects.filter(kind=Kind.PROCURATORATE):
        try:
            for line in folders.lines(folders.folder_of(witness)):
                if line.get("kind") == RESULTS and str(line.get("about")).startswith(f"{month}#"):
                    seen.add((str(line.get("county")), str(line["about"])))
        except FileNotFoundError:
            continue
    for uid, about in sorted(seen):
        if uid in counties and (county is None or counties[uid].pk == county.pk):
            yield counties[uid], about


def receipt_of(signature: MonthSignature) -> WitnessCopy | None:
    """The witness's copy of what ``signature`` signs."""
    month = signature.county_month
    copies = WitnessCopy.objects.filter(
        county=month.county_id, kind=RESULTS, about=f"{month.month}#{signature.number}"
    )
    return copies.select_related("procuratorate", "county", "key").first()
