"""One running system for all tests that only talk to it, and a fresh one for those that break it."""

from collections.abc import Iterator

import pytest

from tests.browser import browser, host  # noqa: F401  # fixtures
from tests.console_pages import logins, open_page  # noqa: F401  # fixtures
from tests.in_process import InProcess
from tests.live import LiveSystem, make_system


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSystem]:
    """A running system; leave it running."""
    system = make_system(tmp_path_factory.mktemp("live"))
    system.start()
    yield system
    if system.process is not None and system.process.poll() is None:
        system.stop()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    """The service without Rasa, in this process; leave it running."""
    started = InProcess(tmp_path_factory.mktemp("service"))
    started.start()
    yield started
    started.close()
