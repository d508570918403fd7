"""What can be done to people and accounts, by subject."""

from lms.accounts.actions.access import appoint_deputy, end_role, follow_the_calendar, grant_role
from lms.accounts.actions.accounts import (
    create_account,
    lock_account,
    unlock_account,
    update_account,
)
from lms.accounts.actions.codes import issue_code, redeem_code
from lms.accounts.actions.organisations import (
    add_organisation,
    rename_organisation,
    set_study_rules,
    switch_organisation,
)
from lms.accounts.actions.people import (
    assign_officer,
    change_level,
    move_office,
    register_offender,
    update_offender,
    username_for,
)
from lms.accounts.actions.personal import (
    hand_over_caseload,
    look_up_flags,
    reveal_id_number,
    set_flag,
    set_study_settings,
    set_team,
)
from lms.accounts.actions.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    give_up_second_factor,
    has_second_factor,
    renew_backup_codes,
    reset_second_factor,
    verify_second_factor,
)
from lms.accounts.actions.sessions import (
    change_password,
    end_other_sessions,
    go_on_here,
    issue_token,
    revoke_token,
    sign_out_elsewhere,
    user_of_token,
)

__all__ = [
    "add_organisation",
    "appoint_deputy",
    "assign_officer",
    "begin_second_factor",
    "change_level",
    "change_password",
    "confirm_second_factor",
    "create_account",
    "end_other_sessions",
    "end_role",
    "follow_the_calendar",
    "give_up_second_factor",
    "go_on_here",
    "grant_role",
    "hand_over_caseload",
    "has_second_factor",
    "issue_code",
    "issue_token",
    "lock_account",
    "look_up_flags",
    "move_office",
    "redeem_code",
    "register_offender",
    "rename_organisation",
    "renew_backup_codes",
    "reset_second_factor",
    "reveal_id_number",
    "revoke_token",
    "set_flag",
    "set_study_rules",
    "set_study_settings",
    "set_team",
    "sign_out_elsewhere",
    "switch_organisation",
    "unlock_account",
    "update_account",
    "update_offender",
    "user_of_token",
    "username_for",
    "verify_second_factor",
]
