"""Options of the test-suite, and a bound on its memory: a test that runs away fails alone."""

import gc
import os
import resource
from pathlib import Path

import pytest

from s2sad.rules.registry import USER

MEMORY = 12 * 2**30  # bytes of address space


def pytest_addoption(parser):
    parser.addoption(
        "--adbench", type=Path, metavar="FOLDER",
        help="a folder with input files of the ADBench suite, for tests/adbench",
    )  # fmt: skip
    parser.addoption(
        "--pythons", nargs="*", metavar="PYTHON",
        help="interpreters of other versions, for tests/test_api_exports.py",
    )  # fmt: skip


def pytest_configure(config):
    # The processes that tests start need not compile all of s2sad each for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def pytest_collection_finish(session):
    """Tests in their thousands stay to the end: the collector need not go through them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(params=[1, pytest.param(2, marks=pytest.mark.slow)])
def order(request) -> int:
    """Up to which order derivatives are held to numerical ones: the second in the long tests."""
    return request.param


@pytest.fixture(scope="session")
def pythons(request) -> list[str]:
    """Interpreters of other versions, which have what s2sad depends on."""
    given = request.config.getoption("--pythons")
    if not given:
        pytest.skip("no other interpreters are given (--pythons)")
    return given


@pytest.fixture(scope="session")
def adbench(request) -> Path:
    """The folder of real inputs."""
    folder = request.config.getoption("--adbench")
    if folder is None:
        pytest.skip("no folder of ADBench inputs is given (--adbench)")
    return folder


@pytest.fixture
def rules_taken_back():
    """What a test registers is gone after it: others of its process may ask for s2sad's own rules,
    or keep code on disk."""
    before = [(table, table.copy()) for table in (USER.jvps, USER.vjps, USER.constants)]
    yield
    for table, content in before:
        table.clear()
        table.update(content)
    USER.changed()
