"""The tables of exams, by room: the bank, papers, sittings, grading and figures, offers."""

from exams.models.bank import Question, QuestionPicture, QuestionTag, QuestionVersion
from exams.models.grading import Mark, PaperStatistic, QuestionStatistic, Regrade
from exams.models.offers import Offer
from exams.models.papers import BlueprintRow, Paper, PaperAccess, PaperItem, PaperQuestion
from exams.models.practising import Practised
from exams.models.sittings import AnswerSave, ExamNeeds, Sitting, SittingEvent

__all__ = [
    "AnswerSave",
    "BlueprintRow",
    "ExamNeeds",
    "Mark",
    "Offer",
    "Paper",
    "PaperAccess",
    "PaperItem",
    "PaperQuestion",
    "PaperStatistic",
    "Practised",
    "Question",
    "QuestionPicture",
    "QuestionStatistic",
    "QuestionTag",
    "QuestionVersion",
    "Regrade",
    "Sitting",
    "SittingEvent",
]
