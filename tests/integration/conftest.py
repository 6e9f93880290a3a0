"""One running system for all tests that only talk to it, one that may be broken, and the service alone."""

from collections.abc import Iterator

import pytest

from tests.browser import browser, host  # noqa: F401  # fixtures
from tests.console_pages import logins, open_page  # noqa: F401  # fixtures
from tests.in_process import InProcess
from tests.live import LiveSystem, make_system
from tests.night import WeChatSide


@pytest.fixture(scope="session")
def wechat() -> Iterator[WeChatSide]:
    """The platform that the running system's official account belongs to."""
    with WeChatSide().running() as side:
        yield side


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, wechat: WeChatSide) -> Iterator[LiveSystem]:
    """A running system with an official account; leave it running."""
    system = make_system(tmp_path_factory.mktemp("live"))
    system.env |= wechat.settings()
    system.start()
    yield system
    _stop(system)


@pytest.fixture(scope="session")
def _breakable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSystem]:
    system = make_system(tmp_path_factory.mktemp("own"))
    yield system
    _stop(system)


@pytest.fixture
def own(_breakable: LiveSystem) -> LiveSystem:
    """A system of their own for tests that break it: it runs, whole again, when a test begins; leave it as you like."""
    if not _is_running(_breakable):
        _breakable.start()
    _breakable.wait_until(lambda: _breakable.ready()["degraded"] == [])
    return _breakable


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    """The service without Rasa, in this process; leave it running."""
    started = InProcess(tmp_path_factory.mktemp("service"))
    started.start()
    yield started
    started.close()


def _is_running(system: LiveSystem) -> bool:
    return system.process is not None and system.process.poll() is None


def _stop(system: LiveSystem) -> None:
    if _is_running(system):
        system.stop()
