from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.plugin import start_postgres
from tests.stack.clients import Hall
from tests.stack.platform import Platform


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here runs against real processes."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.stack)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def hall(request: pytest.FixtureRequest) -> Iterator[Hall]:
    """The web server as it is installed, two workers of three threads, on each database."""
    with tempfile.TemporaryDirectory(prefix="xinlu-hall-") as name, ExitStack() as stack:
        folder, more = Path(name), {}
        if request.param == "postgres":
            folder.chmod(0o755)  # the server gives up root and must still reach its data
            server = start_postgres(folder)
            stack.callback(server.cleanup)
            more["DATABASE_URL"] = server.get_uri()
        platform = Platform(folder, XINLU_WEB_WORKERS="2", **more).prepare(pages=False)
        platform.start("web")
        stack.callback(platform.stop)
        yield Hall(platform)
