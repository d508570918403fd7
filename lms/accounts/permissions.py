"""What each role may do. A role's rights reach its organisation's subtree
(lms/accounts/policies.py)."""

from __future__ import annotations

from enum import StrEnum

from lms.accounts.roles import Role


class Permission(StrEnum):
    VIEW_PEOPLE = "view_people"
    EDIT_PEOPLE = "edit_people"
    IMPORT_PEOPLE = "import_people"
    EXPORT_PEOPLE = "export_people"
    VIEW_ID_NUMBER = "view_id_number"
    VIEW_RESTRICTED = "view_restricted"
    CHANGE_LEVEL = "change_level"
    RECOVER_ACCOUNT = "recover_account"
    PRESCRIBE = "prescribe"
    CORRECT_CREDIT = "correct_credit"
    APPROVE_CORRECTION = "approve_correction"
    REVIEW_SIGNALS = "review_signals"
    CONFIRM_PRESENCE = "confirm_presence"
    VIEW_EVIDENCE = "view_evidence"
    VIEW_TOOL_RESULTS = "view_tool_results"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_STUDY_RULES = "manage_study_rules"
    MANAGE_KIOSKS = "manage_kiosks"
    AUTHOR_CONTENT = "author_content"
    REVIEW_CONTENT = "review_content"
    VIEW_USAGE = "view_usage"
    VIEW_JOBS = "view_jobs"
    VIEW_AUDIT = "view_audit"
    VIEW_CREDITS_API = "view_credits_api"
    VIEW_SCORES = "view_scores"
    VIEW_SCORES_API = "view_scores_api"
    SEND_CONDUCT = "send_conduct"
    RECORD_CONDUCT = "record_conduct"
    CONFIRM_CONDUCT = "confirm_conduct"
    REVIEW_SCORES = "review_scores"
    APPROVE_SCORES = "approve_scores"
    ANSWER_OBJECTION = "answer_objection"
    DECIDE_OBJECTION = "decide_objection"
    DECIDE_PROPOSAL = "decide_proposal"
    MANAGE_SCHEMES = "manage_schemes"
    MANAGE_INDICATORS = "manage_indicators"
    VERIFY_MONTHS = "verify_months"
    GRADE_EXAMS = "grade_exams"
    REGRADE_EXAMS = "regrade_exams"
    SUBMIT_WARNING_CASES = "submit_warning_cases"
    RELEASE_CASES = "release_cases"
    VIEW_TRAINING = "view_training"
    MANAGE_TRAINING = "manage_training"


P = Permission
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.OFFICER: frozenset({
        P.VIEW_PEOPLE, P.EDIT_PEOPLE, P.EXPORT_PEOPLE, P.VIEW_ID_NUMBER, P.VIEW_RESTRICTED,
        P.RECOVER_ACCOUNT, P.PRESCRIBE, P.CORRECT_CREDIT, P.REVIEW_SIGNALS, P.CONFIRM_PRESENCE,
        P.VIEW_EVIDENCE, P.VIEW_TOOL_RESULTS, P.VIEW_USAGE, P.VIEW_CREDITS_API, P.VIEW_SCORES,
        P.VIEW_SCORES_API, P.RECORD_CONDUCT, P.CONFIRM_CONDUCT, P.REVIEW_SCORES,
        P.ANSWER_OBJECTION, P.DECIDE_PROPOSAL, P.GRADE_EXAMS,
    }),
    Role.MANAGER: frozenset({
        P.VIEW_PEOPLE, P.EDIT_PEOPLE, P.IMPORT_PEOPLE, P.EXPORT_PEOPLE, P.VIEW_ID_NUMBER,
        P.VIEW_RESTRICTED, P.CHANGE_LEVEL, P.RECOVER_ACCOUNT, P.PRESCRIBE, P.CORRECT_CREDIT,
        P.APPROVE_CORRECTION, P.REVIEW_SIGNALS, P.CONFIRM_PRESENCE, P.VIEW_EVIDENCE,
        P.VIEW_TOOL_RESULTS, P.MANAGE_STUDY_RULES, P.MANAGE_KIOSKS, P.VIEW_USAGE, P.VIEW_JOBS,
        P.VIEW_CREDITS_API, P.VIEW_SCORES, P.VIEW_SCORES_API, P.RECORD_CONDUCT,
        P.CONFIRM_CONDUCT, P.APPROVE_SCORES, P.DECIDE_OBJECTION, P.DECIDE_PROPOSAL,
        P.MANAGE_SCHEMES, P.MANAGE_INDICATORS, P.GRADE_EXAMS, P.REGRADE_EXAMS,
        P.RELEASE_CASES, P.VIEW_TRAINING, P.MANAGE_TRAINING,
    }),
    Role.PROSECUTOR: frozenset({
        P.VIEW_PEOPLE, P.VIEW_EVIDENCE, P.VIEW_AUDIT, P.VIEW_CREDITS_API, P.VIEW_SCORES,
        P.VERIFY_MONTHS, P.SUBMIT_WARNING_CASES, P.VIEW_TRAINING,
    }),
    Role.EDITOR: frozenset({P.AUTHOR_CONTENT, P.VIEW_USAGE}),
    Role.REVIEWER: frozenset({P.REVIEW_CONTENT, P.VIEW_USAGE, P.RELEASE_CASES}),
    Role.TEACHER: frozenset({P.AUTHOR_CONTENT, P.VIEW_USAGE, P.GRADE_EXAMS}),
    Role.AUDITOR: frozenset({P.VIEW_AUDIT}),
    Role.AUDIT_ADMIN: frozenset({P.VIEW_AUDIT}),
    Role.SECURITY_ADMIN: frozenset({P.MANAGE_ACCOUNTS, P.RECOVER_ACCOUNT}),
    Role.SYSTEM_ADMIN: frozenset({P.MANAGE_ORGANISATIONS, P.VIEW_JOBS}),
    Role.MACHINE: frozenset({P.VIEW_CREDITS_API, P.VIEW_SCORES_API, P.SEND_CONDUCT}),
    Role.HELPER: frozenset(),
    Role.GUARDIAN: frozenset(),
    Role.OFFENDER: frozenset(),
}  # fmt: skip
"""The auditor and the prosecutor alone read the audit log, with the audit administrator who keeps
it; the system administrator keeps the machine running and sees no person's file (domain.md §5)."""


def roles_with(permission: Permission) -> list[str]:
    """The roles that hold ``permission``."""
    return [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
