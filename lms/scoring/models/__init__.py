from lms.scoring.models.activities import (
    ClassAttendance,
    CrisisAlert,
    DutyTurn,
    GroupClass,
    HelpRequest,
    Reflection,
    ServiceEvent,
    ServiceSignup,
    Talk,
)
from lms.scoring.models.attachments import Attachment
from lms.scoring.models.conduct import ConductDecision, ConductRecord
from lms.scoring.models.indicators import IndicatorRecord
from lms.scoring.models.months import (
    CountyMonth,
    MonthReopening,
    MonthScore,
    OfficeMonth,
    WorkingDayOverride,
)
from lms.scoring.models.notices import Notice, Objection, ObjectionStep
from lms.scoring.models.proposals import Proposal
from lms.scoring.models.schemes import Scheme, SchemeDraft
from lms.scoring.models.signing import MonthSignature, SigningKey, WitnessCopy, WitnessKey
from lms.scoring.models.stories import StoryConsent

__all__ = [
    "Attachment",
    "ClassAttendance",
    "ConductDecision",
    "ConductRecord",
    "CountyMonth",
    "CrisisAlert",
    "DutyTurn",
    "GroupClass",
    "HelpRequest",
    "IndicatorRecord",
    "MonthReopening",
    "MonthScore",
    "MonthSignature",
    "Notice",
    "Objection",
    "ObjectionStep",
    "OfficeMonth",
    "Proposal",
    "Reflection",
    "Scheme",
    "SchemeDraft",
    "ServiceEvent",
    "ServiceSignup",
    "SigningKey",
    "StoryConsent",
    "Talk",
    "WitnessCopy",
    "WitnessKey",
    "WorkingDayOverride",
]
