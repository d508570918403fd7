from lms.accounts.models.grants import RoleGrant
from lms.accounts.models.histories import LevelChange, OfficeMove, StudySettings
from lms.accounts.models.offenders import (
    CorrectionType,
    Level,
    Need,
    OffenceCategory,
    Offender,
    RestrictedFlag,
    RiskClass,
    Sex,
    Stage,
)
from lms.accounts.models.organisations import Kind, Organisation
from lms.accounts.models.staff import StaffMember
from lms.accounts.models.teams import TeamMember
from lms.accounts.models.tokens import ApiToken, OneTimeCode, SignIn
from lms.accounts.models.users import PasswordUsed, User
from lms.accounts.roles import Role

__all__ = [
    "ApiToken",
    "CorrectionType",
    "Kind",
    "Level",
    "LevelChange",
    "Need",
    "OffenceCategory",
    "Offender",
    "OfficeMove",
    "OneTimeCode",
    "Organisation",
    "PasswordUsed",
    "RestrictedFlag",
    "RiskClass",
    "Role",
    "RoleGrant",
    "Sex",
    "SignIn",
    "StaffMember",
    "Stage",
    "StudySettings",
    "TeamMember",
    "User",
]
