"""The form of a paper."""

from __future__ import annotations

from typing import Any

from content.cms.page_forms import SUBMITTING
from exams.cms.owning import OwnedForm
from exams.papers.problems import problems


class PaperForm(OwnedForm):
    """A draft may be saved half done; what goes to review lacks nothing, least of all
    questions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_owner()

    def is_valid(self) -> bool:
        if self.is_frozen and self.is_bound:
            return True
        if not super().is_valid():
            return False
        if any(self.data.get(action) for action in SUBMITTING):
            for problem in problems(self.save(commit=False)):
                self.add_error(None, problem)
        return not self.errors

    def save(self, commit: bool = True) -> Any:
        if self.is_frozen:
            return self.instance
        if self.instance._state.adding and self.for_user is not None:
            self.instance.made_by = self.for_user
        return super().save(commit)
