"""What tests of the domain and the command line share."""

from __future__ import annotations

import pytest

from tests.said import Said, Say


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Gives one command line to the program."""
    from counter.cli import run

    def said(*arguments: object) -> Said:
        code = run([str(each) for each in arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return said
