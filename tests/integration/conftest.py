"""One running system for all tests that only talk to it, and a fresh one for those that break it."""

from collections.abc import Iterator

import pytest

from tests.live import LiveSystem, make_system


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSystem]:
    """A running system; leave it running."""
    system = make_system(tmp_path_factory.mktemp("live"))
    system.start()
    yield system
    if system.process is not None and system.process.poll() is None:
        system.stop()
