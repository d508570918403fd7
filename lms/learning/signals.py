"""News from studying, for this app and those above."""

from django.dispatch import Signal

lesson_completed = Signal()
"""``progress`` (`LessonProgress`): seen to the end for the first time. Inside the transaction."""

course_completed = Signal()
"""``enrolment``: all lessons and requirements are done. Inside the transaction."""

credited = Signal()
"""``learner_id``, ``entries``: study was posted to the ledger. Inside the transaction."""

session_ended = Signal()
"""``learner_id``, ``session_id``: closed by the learner or the server, or superseded. Inside the
transaction."""

tool_alarmed = Signal()
"""``result`` (`ToolResult`): what was answered is above the tool's crisis threshold. Inside the
transaction; whoever hears it tells the people in charge."""
