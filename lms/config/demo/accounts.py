"""The demo accounts (contract.md): who they are, where they work, one password for all."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password

from lms.accounts.actions import create_account, grant_role
from lms.accounts.models import Organisation, Role, StaffMember, User
from lms.config.demo.places import Land
from lms.config.env import env, text
from lms.core.clock import now

LETTERS = "abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class Account:
    """One person with an account. ``place``: county, office, grid, prosecution, province; a number
    behind it is the county's (0 the first)."""

    username: str
    name: str
    role: str
    place: str
    post: str = ""
    county: int = 0


STAFF = (
    Account("staff1", "赵明远", Role.OFFICER, "office", "司法所所长"),
    Account("staff2", "孙晓梅", Role.OFFICER, "office", "司法所专职工作者"),
    Account("manager", "钱卫东", Role.MANAGER, "county", "社区矫正管理局局长"),
    Account("manager2", "李慧", Role.MANAGER, "county", "社区矫正管理局副局长"),
    Account("helper", "周玉兰", Role.HELPER, "grid", "网格员"),
    Account("editor", "吴思远", Role.EDITOR, "county", "教育帮扶科科员"),
    Account("reviewer", "郑雅琴", Role.REVIEWER, "county", "教育帮扶科科长"),
    Account("teacher", "陈志远", Role.TEACHER, "county", "法治宣传教育讲师"),
    Account("prosecutor", "冯正", Role.PROSECUTOR, "prosecution", "第一检察部检察官"),
    Account("prosecutor2", "褚静", Role.PROSECUTOR, "prosecution", "第一检察部检察官助理"),
    Account("auditor", "卫国华", Role.AUDITOR, "county", "内部审计员"),
    Account("security", "蒋安", Role.SECURITY_ADMIN, "county", "安全管理员"),
    Account("admin", "沈工", Role.SYSTEM_ADMIN, "county", "系统管理员"),
    Account("guardian", "何秀英", Role.GUARDIAN, "office"),
)
NEIGHBOURS = (
    Account("editor-b", "韩松", Role.EDITOR, "county", "教育科科员", 1),
    Account("reviewer-b", "杨柳", Role.REVIEWER, "county", "教育科科长", 1),
    Account("manager-b", "朱建平", Role.MANAGER, "county", "社区矫正管理局局长", 1),
    Account("editor-c", "秦岭", Role.EDITOR, "county", "教育科科员", 2),
    Account("reviewer-c", "许清", Role.REVIEWER, "county", "教育科科长", 2),
    Account("manager-c", "曹源", Role.MANAGER, "county", "社区矫正管理局局长", 2),
    Account("editor-p", "严文", Role.EDITOR, "province", "省社区矫正管理局编辑"),
    Account("reviewer-p", "华章", Role.REVIEWER, "province", "省社区矫正管理局审核员"),
)
"""People of the other counties and the province, for what is shared between them."""
MANAGERS = ("manager", "manager-b", "manager-c")
"""One in each county, in the order of the counties."""
LEARNERS = ("learner1", "learner2", "learner3", "learner4", "learner5")
FIRST = Account("security-p", "金锁", Role.SECURITY_ADMIN, "province", "省级安全管理员")
"""Made by the platform itself; makes all the others. Without a password, so nobody signs in."""


def first_person(land: Land) -> User:
    """Whoever makes the accounts must have one: the platform's own doing."""
    user = User(username=FIRST.username, name=FIRST.name, organisation=land.province)
    user.set_unusable_password()
    user.save()
    grant_role(by=None, to=user, role=FIRST.role, organisation=land.province)
    StaffMember.objects.create(user=user, post=FIRST.post, unit=land.province)
    return again(user)


def make(land: Land, wanted: Iterable[Account], *, by: User, first_phone: int) -> dict[str, User]:
    """Create accounts as the security administrator does. They cannot sign in until `open_up`."""
    made = {}
    for number, one in enumerate(wanted):
        made[one.username] = again(
            create_account(
                by=by, name=one.name, username=one.username, role=one.role, post=one.post,
                organisation=place_of(land, one), phone=f"100{first_phone + number:08d}",
            )
        )  # fmt: skip
    return made


def place_of(land: Land, one: Account) -> Organisation:
    county = land.counties[one.county]
    places = {
        "county": county.agency,
        "office": county.offices[0],
        "grid": county.grids[0],
        "prosecution": county.procuratorate,
        "province": land.province,
    }
    return Organisation.objects.get(pk=places[one.place].pk)


def again(user: User) -> User:
    """The account as the next request loads it: nothing is remembered on the object."""
    return User.objects.get(pk=user.pk)


def usernames() -> list[str]:
    """Everybody who signs in with the demo password."""
    return [*LEARNERS, *(one.username for one in (*STAFF, *NEIGHBOURS))]


def password_file() -> Path:
    return env.var / "demo_password"


def given_password() -> str:
    """What XINLU_DEMO_PASSWORD says; empty when it is not set."""
    return text("XINLU_DEMO_PASSWORD")


def the_password() -> str:
    """The password of the demo accounts: the one that was given (used as it is), else the one that
    was kept, else a new random one. It is kept in the data folder, mode 600."""
    kept = password_file()
    wanted = given_password() or (kept.read_text(encoding="utf-8").strip() if kept.exists() else "")
    wanted = wanted or _new_password()
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch(mode=0o600)
    kept.chmod(0o600)
    kept.write_text(wanted, encoding="utf-8")
    return wanted


def is_known() -> bool:
    """Whether the accounts open with the password that will be announced: it was not lost with the
    data folder, and no other one is given now."""
    kept = password_file().read_text(encoding="utf-8") if password_file().exists() else ""
    given = given_password()
    return bool(kept) and given in ("", kept)


def _new_password() -> str:
    """Easy to copy by hand: three groups, no letters that look alike."""
    groups = ["".join(secrets.choice(LETTERS) for _n in range(4)) for _group in range(2)]
    return f"{groups[0].capitalize()}-{groups[1]}-{secrets.randbelow(9000) + 1000}"


def open_up(password: str) -> None:
    """Let all demo accounts sign in at once with ``password``, which need not satisfy any rule. It
    is hashed once: that all have the same one is no secret."""
    User.objects.filter(username__in=usernames()).update(
        password=make_password(password), must_change_password=False, password_changed_at=now()
    )
