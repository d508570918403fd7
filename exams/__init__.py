"""Exams: a question bank, papers, sittings that survive anything, grading and statistics.

Imports `lms.learning`, `lms.credits`, `content`, `lms.messaging`, `lms.accounts`, `lms.core`;
scoring and training hear of results by `exams.signals`. ``bank``: questions. ``formats``: files of
questions. ``grading``: answers become points. Pure, without ORM: `bank.plain`, `bank.check`,
`bank.rich_text`, `bank.text`, `grading`, `formats`.
"""
