"""What can be done to people and accounts, by subject."""

from lms.accounts.actions.access import end_role, grant_role
from lms.accounts.actions.codes import issue_code, redeem_code
from lms.accounts.actions.people import (
    change_level,
    hand_over_caseload,
    move_office,
    register_offender,
    reveal_id_number,
    set_flag,
    set_study_settings,
    set_team,
    update_offender,
)
from lms.accounts.actions.sessions import (
    change_password,
    end_other_sessions,
    issue_token,
    revoke_token,
    user_of_token,
)

__all__ = [
    "change_level",
    "change_password",
    "end_other_sessions",
    "end_role",
    "grant_role",
    "hand_over_caseload",
    "issue_code",
    "issue_token",
    "move_office",
    "redeem_code",
    "register_offender",
    "reveal_id_number",
    "revoke_token",
    "set_flag",
    "set_study_settings",
    "set_team",
    "update_offender",
    "user_of_token",
]
