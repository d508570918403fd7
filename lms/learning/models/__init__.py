from lms.learning.models.devices import Device, ReviewSignal
from lms.learning.models.enrolment import Enrolment, StudyGoal, ToolAssignment
from lms.learning.models.prescription import Exemption, MonthTarget, ToolResult
from lms.learning.models.presence import PresenceChallenge, PresenceConfirmation
from lms.learning.models.study import (
    EarnedParts,
    LessonProgress,
    Reason,
    StudyClock,
    StudyInterval,
    StudySession,
    UncountedInterval,
)

__all__ = [
    "Device",
    "EarnedParts",
    "Enrolment",
    "Exemption",
    "LessonProgress",
    "MonthTarget",
    "PresenceChallenge",
    "PresenceConfirmation",
    "Reason",
    "ReviewSignal",
    "StudyClock",
    "StudyGoal",
    "StudyInterval",
    "StudySession",
    "ToolAssignment",
    "ToolResult",
    "UncountedInterval",
]
