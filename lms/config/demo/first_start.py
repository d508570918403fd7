"""What ``make run`` asks of the demo: fill an empty database, and say who can sign in."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

from lms.accounts.models import User
from lms.config.demo import accounts
from lms.config.demo.films import Studio
from lms.config.demo.seeding import Size, seed

Say = Callable[[str], None]


INCOMPLETE = (
    "The demo data is incomplete: its first start was interrupted."
    " Begin anew with an empty database."
)


def ensure(say: Say) -> None:
    """Seed when there is nobody yet. A password given by XINLU_DEMO_PASSWORD holds from now on."""
    if not User.objects.exists():
        say("Writing the demo data (once, a minute or two) ...")
        begun = time.monotonic()
        with Studio() as studio:
            seed(Size(), cinema=studio, say=say)
        say(f"  done in {time.monotonic() - begun:.0f} s")
    elif _has_demo() and not _is_complete():
        say(INCOMPLETE)
    elif _has_demo() and not accounts.is_known():
        accounts.open_up(accounts.the_password())


def announce(say: Say) -> None:
    """The demo accounts with role and name, and their password; nothing where there are none."""
    if not _has_demo() or not _is_complete():
        return
    people = User.objects.in_bulk(accounts.usernames(), field_name="username")
    say("")
    for names, heading in (
        ([*accounts.LEARNERS, *(one.username for one in accounts.STAFF)], "Demo accounts"),
        ([one.username for one in accounts.NEIGHBOURS], "Other counties and the province"),
    ):
        say(f"  {heading}")
        for name in names:
            if user := people.get(name):
                say("    " + _line(user))
    say(f"  Password of all: {accounts.the_password()}")


def _has_demo() -> bool:
    return User.objects.filter(username=accounts.FIRST.username).exists()


def _is_complete() -> bool:
    """The accounts are opened at the very end."""
    return User.objects.get(username="admin").has_usable_password()


def _line(user: User) -> str:
    return f"{user.username:<12} {_padded(user.name, 8)} {user.get_role_display()}"


def _padded(text: str, width: int) -> str:
    """Chinese characters take two columns of a terminal."""
    taken = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(0, width - taken)
