"""A county's month from frozen facts to final (domain.md §2, Calendar).

``close_month`` locks it and lets a job freeze and score (DRAFT) → each office ``review``s, all of
them: REVIEWED → somebody else ``approve``s → ``post`` on the calendar's day, with a written notice
→ ``finish`` when the posting and all objections are over: FINAL and signed. ``return_to_office``,
``amend_score`` and ``reopen`` put right on the way what was wrong.
"""

from lms.scoring.closing.amending import amend_score
from lms.scoring.closing.approving import approve
from lms.scoring.closing.locking import close_month, may_close, people_of
from lms.scoring.closing.publishing import finish, post
from lms.scoring.closing.reopening import Decision, reopen
from lms.scoring.closing.reviewing import return_to_office, review

__all__ = [
    "Decision",
    "amend_score",
    "approve",
    "close_month",
    "finish",
    "may_close",
    "people_of",
    "post",
    "reopen",
    "return_to_office",
    "review",
]
