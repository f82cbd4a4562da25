"""What every test stands on: no user data in reach, one time zone, the longer run, the rule marks."""

from __future__ import annotations

import ast
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).resolve().parent
LONGER = ("system", "longer")
DURABLE_FOLDERS = {"bench", "faults", "journeys"}
"""Where power is cut, disks fail, programs are killed, or the whole program runs: with every wait for the disk."""
DURABLE_FILES = {"test_backup.py", "test_migrations.py", "test_older_files.py", "test_storage.py"}
"""Of the others, those about what is on the disk."""
USER_FOLDERS = {
    "HOME": ".",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "run",
}
ASKED_BY_TESTERS = {"COUNTER_LONG"}
RuleMarks = dict[str, list[str]]
left_out = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--longer", action="store_true", help="run also what is marked system or longer")


def pytest_configure(config: pytest.Config) -> None:
    examples = 500 if os.environ.get("COUNTER_LONG") == "1" else 60
    settings.register_profile(
        "counter", deadline=None, max_examples=examples, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("counter")
    config.stash[left_out] = 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--longer") or config.option.markexpr:
        return
    long = [item for item in items if any(item.get_closest_marker(name) for name in LONGER)]
    if not long:
        return
    items[:] = [item for item in items if item not in long]
    config.stash[left_out] = len(long)
    config.hook.pytest_deselected(items=long)


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    count = config.stash[left_out]
    return [f"left out, part of the longer run: {count} (--longer runs them)"] if count else []


@pytest.fixture(scope="session", autouse=True)
def _nobodys_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of its own for the session, no setting from outside, and the hall's time zone."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("COUNTER_")]:
            if name not in ASKED_BY_TESTERS:
                patch.delenv(name)
        for name, folder in USER_FOLDERS.items():
            (home / folder).mkdir(mode=0o700, exist_ok=True)
            patch.setenv(name, str(home / folder))
        patch.setenv("TZ", "Asia/Shanghai")
        _zone_read_again()
        yield
    _zone_read_again()


@pytest.fixture(scope="module", autouse=True)
def _no_power_is_cut(request: pytest.FixtureRequest) -> Iterator[None]:
    """Acts wait for the disk where that is what is tested; elsewhere thousands of tests would wait for nothing.

    Everything else of the settings stays as it is, the journal too, and they are read back as ever.
    """
    from counter.storing import settings

    path = request.path.relative_to(TESTS)
    if path.parts[0] in DURABLE_FOLDERS or path.name in DURABLE_FILES:
        yield
        return
    wanted = settings._wanted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "_wanted", lambda durable: (wanted(durable)[0], 0))
        yield


@pytest.fixture(autouse=True)
def _no_file_left_open() -> Iterator[None]:
    """Thousands of tests in one process would run out of file descriptors."""
    yield
    halls = sys.modules.get("tests.halls")
    while halls is not None and halls.OPENED:
        halls.OPENED.pop().close()


def _zone_read_again() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture(scope="session")
def read_marks() -> Callable[[Path], RuleMarks]:
    """Reads which rules the tests below a folder are marked with, whichever of them are run."""
    return _marks_below


@pytest.fixture(scope="session")
def marked_rules() -> RuleMarks:
    """Every rule number in a mark of the whole tests tree, with the places (file:line) of its marks."""
    return _marks_below(TESTS)


def _marks_below(folder: Path) -> RuleMarks:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), file.name)):
            if isinstance(node, ast.Call) and _is_rule_mark(node.func):
                for number in _numbers(node, file):
                    found[number].append(f"{file.relative_to(folder)}:{node.lineno}")
    return dict(found)


def _is_rule_mark(func: ast.expr) -> bool:
    return ast.unparse(func) in {"pytest.mark.rule", "mark.rule"}


def _numbers(mark: ast.Call, file: Path) -> list[str]:
    try:
        return [str(ast.literal_eval(each)) for each in mark.args]
    except ValueError:
        where = f"{file.name}:{mark.lineno}"
        raise pytest.UsageError(f"{where}: the numbers of a rule mark are written out") from None
