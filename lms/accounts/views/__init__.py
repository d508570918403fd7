"""The pages of accounts and people. `locked_out` is what django-axes calls
(settings/security.py)."""

from lms.accounts.views.entrance import locked_out

__all__ = ["locked_out"]
