"""Staff training: required reading of cases."""

from lms.training.models.readings import (
    Acknowledgement,
    CheckAnswer,
    ReadingRule,
    RequiredReading,
)

__all__ = ["Acknowledgement", "CheckAnswer", "ReadingRule", "RequiredReading"]
