"""Proofs: what the witness receives, and months that are verified in the background."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.core import schedule
from lms.core.errors import DomainError
from lms.core.jobs import JobRun, job
from lms.scoring.models import CountyMonth, MonthScore, MonthSignature
from lms.scoring.proofs import witness
from lms.scoring.proofs.signing import SEND_RESULTS
from lms.scoring.proofs.verify import verify_month

logger = logging.getLogger(__name__)
VERIFY = "scoring.verify_month"


@job(SEND_RESULTS, label=gettext_lazy("Receipt of the procuratorate for a signed month"))
def send_results(run: JobRun) -> None:
    signature = MonthSignature.objects.select_related("county_month").get(
        pk=run.payload["signature"]
    )
    if witness.is_here():
        witness.send_results(signature)


@job("scoring.send_heads", label=gettext_lazy("Ledger heads to the procuratorates"))
def send_heads(run: JobRun) -> None:
    """Each county in turn; with them, results whose receipt is missing. A witness who is away keeps
    nobody else from theirs."""
    if not witness.is_here():
        return
    places, heads, results = list(witness.counties()), 0, 0
    for done, county in enumerate(places, start=1):
        try:
            heads += witness.send_heads(county=county)
            results += witness.send_pending([county])
        except DomainError as error:
            logger.error("no receipt", extra={"county": county.pk, "code": error.code})
            run.refuse(problem=str(error), column=error.code, value=county.name)
        run.progress(done, len(places))
    run.say(heads=heads, results=results)


@job(VERIFY, label=gettext_lazy("Verification of a month"))
def verify(run: JobRun) -> None:
    """Every difference is a line of the job; all of them are its file."""
    rows = CountyMonth.objects.select_related("county", "scheme__organisation")
    month = rows.get(pk=run.payload["county_month"])
    total = MonthScore.objects.filter(county_month=month).count()
    found: list[dict[str, Any]] = []
    for one in verify_month(month, progress=lambda done: run.progress(done, total + 1)):
        found.append(one.as_dict())
        run.refuse(problem=str(one), column=one.code, value=one.about)
    run.say(scores=total, differences=len(found))
    if found:
        text = json.dumps(found, ensure_ascii=False, indent=1)
        run.attach(f"{month.month}-{month.county.code or month.county.pk}.json", text.encode())
        said = ngettext("%(n)d difference", "%(n)d differences", len(found)) % {"n": len(found)}
    else:
        said = _("Everything holds.")
    run.progress(total + 1, total + 1, said)


schedule.daily("scoring: ledger heads to the procuratorates", at="23:40", job="scoring.send_heads")
