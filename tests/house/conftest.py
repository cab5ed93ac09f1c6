"""A PostgreSQL server for the tests of set-up alone: fresh, in a folder of its own."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evenreach.config import embedded


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder that the server's account can enter; a temporary folder of root's may be closed."""
    place = "/var/tmp" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="evenreach-", dir=place) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="session")
def server_url(server_folder: Path) -> Iterator[str]:
    """The superuser's URL of a server that runs for the whole session."""
    with embedded.running(server_folder / "shared") as url:
        yield url
