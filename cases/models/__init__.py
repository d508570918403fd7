"""The case library, cases on their way into it, and what readers make of it."""

from cases.models.library import (
    CaseIndexPage,
    CaseKind,
    CasePage,
    CaseReference,
    Level,
    Offence,
    UnitType,
)
from cases.models.shelf import CaseList, CaseListItem, CaseQuestion
from cases.models.submissions import (
    Allowance,
    Finding,
    SourceFile,
    Submission,
    SubmissionStep,
)

__all__ = [
    "Allowance",
    "CaseIndexPage",
    "CaseKind",
    "CaseList",
    "CaseListItem",
    "CasePage",
    "CaseQuestion",
    "CaseReference",
    "Finding",
    "Level",
    "Offence",
    "SourceFile",
    "Submission",
    "SubmissionStep",
    "UnitType",
]
