"""Handing over to the spooler: what `lp` is told, and what each of its answers becomes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counter.domain.refusals import Refusal
from counter.papers import printer

Fake = Callable[..., Path]

SCRIPT = """#!{python}
import json, os, sys, time
with open({log!r}, "a") as log:
    data = sys.stdin.buffer.read().hex()
    log.write(json.dumps({{"argv": sys.argv[1:], "data": data, "locale": os.environ.get("LC_ALL")}}) + "\\n")
time.sleep({wait})
sys.stdout.write({out!r})
sys.stderr.write({err!r})
sys.exit({code})
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Puts a program on PATH that notes how it was called and answers as told."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(name: str, out: str = "", err: str = "", code: int = 0, wait: float = 0) -> Path:
        log, script = tmp_path / f"{name}.log", tmp_path / name
        script.write_text(SCRIPT.format(python=sys.executable, log=str(log), out=out, err=err, code=code, wait=wait))
        script.chmod(0o755)
        return log

    return make


def calls(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_bytes_go_in_whole_and_the_job_is_named(fake: Fake) -> None:
    log = fake("lp", out="request id is lq630-12 (1 file(s))\n")
    job = printer.submit(b"\x1b@\xff", queue="lq630", raw=True, title="告知书\x1b 118号", media="A5")
    assert calls(log) == [
        {
            "argv": ["-d", "lq630", "-o", "raw", "-o", "media=A5", "-t", "告知书  118号"],
            "data": "1b40ff",
            "locale": "C.UTF-8",
        }
    ]
    assert (job.number, job.queue) == ("lq630-12", "lq630")
    assert job.sentence == "已交给打印机（任务 lq630-12）。"


def test_a_file_is_named_after_the_options(fake: Fake, tmp_path: Path) -> None:
    log = fake("lp", out="request id is laser-1 (1 file(s))\n")
    printer.submit(tmp_path / "-o evil.pdf", title="")
    assert calls(log)[0]["argv"] == ["-t", "counter", "--", str(tmp_path / "-o evil.pdf")]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("lp: Error - No default destination.", printer.NoPrinter),
        ("lp: Error - The printer or class does not exist.", printer.NoPrinter),
        ('lp: Destination "lq630" is not accepting jobs.', printer.QueueRefused),
        ("lp: something never seen before", printer.QueueRefused),
    ],
)
def test_every_failure_has_its_name(fake: Fake, said: str, refusal: type[Refusal]) -> None:
    fake("lp", err=said + "\n", code=1)
    fake("lpstat", out="scheduler is running\n")
    with pytest.raises(refusal) as refused:
        printer.submit(b"x", queue="lq630")
    assert refused.value.facts["detail"] == said
    assert "lp:" not in refused.value.sentence
    assert "“lq630”" in refused.value.sentence


def test_a_stopped_service_is_told_from_a_missing_printer(fake: Fake) -> None:
    fake("lp", err="lp: Error - The printer or class does not exist.\n", code=1)
    fake("lpstat", out="scheduler is not running\n")
    with pytest.raises(printer.ServiceStopped, match="没有运行"):
        printer.submit(b"x", queue="lq630")


def test_a_spooler_that_hangs_is_given_up(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    fake("lp", wait=60)
    monkeypatch.setattr(printer, "WAIT", 0.3)
    with pytest.raises(printer.PrinterSilent, match="不知道是否收下"):
        printer.submit(b"x")


def test_no_printing_service_at_all_is_no_printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(printer.NoPrinter, match="没有找到打印机。"):
        printer.submit(b"x")
    with pytest.raises(printer.NoPrinter):
        printer.queues()


def test_queues_with_the_default_marked(fake: Fake, tmp_path: Path) -> None:
    fake("lpstat")
    (tmp_path / "lpstat").write_text(
        f"#!{sys.executable}\nimport sys\n"
        "print('laser\\nlq630' if sys.argv[1] == '-e' else 'system default destination: lq630')\n"
    )
    assert printer.queues() == (printer.Queue("laser"), printer.Queue("lq630", default=True))


def test_no_queue_is_an_empty_answer_and_a_stopped_service_is_not(fake: Fake, tmp_path: Path) -> None:
    fake("lpstat")
    for runs in (True, False):
        told = "scheduler is running" if runs else "scheduler is not running"
        (tmp_path / "lpstat").write_text(
            f"#!{sys.executable}\nimport sys\nprint({told!r} if sys.argv[1] == '-r' else '', end='')\n"
        )
        if runs:
            assert printer.queues() == ()
            assert not printer.pending(printer.Job("lq630-1"))
        else:
            with pytest.raises(printer.ServiceStopped):
                printer.queues()
            with pytest.raises(printer.ServiceStopped):
                printer.pending(printer.Job("lq630-1"))


@pytest.mark.parametrize(("number", "waits"), [("lq630-12", True), ("lq630-1", False)])
def test_pending_knows_its_own_job_only(fake: Fake, number: str, waits: bool) -> None:
    log = fake("lpstat", out="lq630-12   root   1024   Fri Nov 20 09:00:00 2026\n")
    assert printer.pending(printer.Job(number)) is waits
    assert calls(log)[0]["argv"] == ["-W", "not-completed", "-o", "lq630"]


@pytest.mark.parametrize(
    ("told", "stops"),
    [
        ("printer lq630 is idle.  enabled since Fri Nov 20\n\tReady\n", False),
        ("printer lq630 disabled since Fri Nov 20 -\n\tPaused\n", True),
        (
            "printer lq630 now printing lq630-1.\n\tThe printer may not exist or is unavailable.\n",
            True,
        ),
    ],
)
def test_a_printer_that_will_not_print_is_known(fake: Fake, told: str, stops: bool) -> None:
    fake("lpstat", out=told)
    assert printer.stopped("lq630") is stops


def test_cancel_names_the_job(fake: Fake) -> None:
    log = fake("cancel", err="cancel: Job #12 is already completed - can't cancel.\n", code=1)
    printer.cancel(printer.Job("lq630-12"))
    assert calls(log)[0]["argv"] == ["lq630-12"]


def test_where_there_is_no_lp_the_person_is_told_to_open_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "ON_WINDOWS", True)
    with pytest.raises(printer.PrintByHand, match="打开存好的 PDF"):
        printer.submit(b"x")
