"""A demonstration bank made once, then copied for every journey; one browser for all of them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import launch
from tests.serving import served


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after a first start of ``flask serve --demo``."""
    data = tmp_path_factory.mktemp("demonstration") / "data"
    with served(data):
        pass
    return data


@pytest.fixture
def data(demonstration: Path, tmp_path: Path) -> Path:
    """A bank of this test's own."""
    return Path(shutil.copytree(demonstration, tmp_path / "data"))


@pytest.fixture
def address(data: Path) -> Iterator[str]:
    with served(data) as where:
        yield where


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launch() as one:
        yield one
