"""A real spooler of its own: what is handed over arrives, and a dead printer is never called done."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from counter.papers import escpk, pdf, printer

sys.path.insert(0, str(Path(__file__).parents[1] / "papers"))
from kit_papers import NOTICE  # noqa: E402

pytestmark = [pytest.mark.system, pytest.mark.longer, pytest.mark.xdist_group("printing")]

DRIVER = "lsb/usr/cupsfilters/Generic-PDF_Printer-PDF.ppd"
FILES_CONF = """FileDevice Yes
ServerRoot {home}/etc
RequestRoot {home}/spool
TempDir {home}/spool/tmp
CacheDir {home}/cache
StateDir {home}/run
DataDir /usr/share/cups
ServerBin /usr/lib/cups
AccessLog {home}/log/access_log
ErrorLog {home}/log/error_log
PageLog {home}/log/page_log
SystemGroup root
CreateSelfSignedCerts no
Sandboxing relaxed
"""
CUPSD_CONF = """LogLevel info
Listen {home}/cups.sock
Browsing Off
BrowseLocalProtocols none
DefaultAuthType None
WebInterface No
PreserveJobFiles No
<Location />
 Order allow,deny
 Allow all
</Location>
<Location /admin>
 Order allow,deny
 Allow all
</Location>
<Policy default>
 JobPrivateAccess default
 JobPrivateValues none
 <Limit All>
  Order allow,deny
  Allow all
 </Limit>
</Policy>
"""


@dataclass
class PaperTray:
    """A network printer that keeps what it is sent, on a loopback port of its own."""

    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    jobs: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def address(self) -> str:
        return f"socket://127.0.0.1:{self.listener.getsockname()[1]}"

    def _take(self) -> None:
        while True:
            try:
                link, _ = self.listener.accept()
            except OSError:
                return
            with link:
                self.jobs.append(link.makefile("rb").read())


def wait_for(what: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


def admin(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True, timeout=20)


@pytest.fixture
def spooler(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A private cupsd: own settings, spool and socket."""
    home = tmp_path_factory.mktemp("cups")
    for folder in ("etc/ppd", "etc/ssl", "spool/tmp", "cache", "run/certs", "log"):
        (home / folder).mkdir(parents=True)
    for part in (
        home,
        *home.parents[:4],
    ):  # the spooler's own user reads below them, also where workers have a folder each
        part.chmod(0o711 if part.name.startswith(("cups", "pytest", "popen")) else part.stat().st_mode & 0o7777)
    (home / "spool/tmp").chmod(0o1777)
    (home / "etc/printers.conf").touch()
    (home / "etc/files.conf").write_text(FILES_CONF.format(home=home))
    (home / "etc/cupsd.conf").write_text(CUPSD_CONF.format(home=home))
    monkeypatch.setenv("CUPS_SERVER", str(home / "cups.sock"))
    argv = ["cupsd", "-f", "-c", str(home / "etc/cupsd.conf"), "-s", str(home / "etc/files.conf")]
    daemon = subprocess.Popen(
        argv,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for((home / "cups.sock").exists)
        yield home
    finally:
        daemon.terminate()
        daemon.wait(10)


@pytest.fixture
def tray() -> Iterator[PaperTray]:
    tray = PaperTray()
    yield tray
    tray.listener.close()


def test_dot_matrix_bytes_arrive_as_they_were_made(spooler: Path, tray: PaperTray) -> None:
    assert printer.queues() == ()
    admin("lpadmin", "-p", "lq630", "-E", "-v", tray.address)
    assert printer.queues() == (printer.Queue("lq630"),)
    data = escpk.render([NOTICE]).data
    job = printer.submit(data, queue="lq630", raw=True, title="受理通知书")
    assert job.queue == "lq630"
    wait_for(lambda: tray.jobs)
    assert tray.jobs == [data]
    wait_for(lambda: not printer.pending(job))


def test_a_pdf_arrives_with_its_words(spooler: Path, tray: PaperTray, tmp_path: Path) -> None:
    admin("lpadmin", "-p", "laser", "-E", "-v", tray.address, "-m", DRIVER)
    path = tmp_path / "notice.pdf"
    path.write_bytes(pdf.render([NOTICE]))
    printer.submit(path, queue="laser", title="受理通知书", media="A5")
    wait_for(lambda: tray.jobs)
    sent = tray.jobs[0]
    (tmp_path / "got.pdf").write_bytes(sent[sent.index(b"%PDF") : sent.rindex(b"%%EOF") + 5])
    read = subprocess.run(["pdftotext", tmp_path / "got.pdf", "-"], capture_output=True, check=True)
    assert "张桂芳" in read.stdout.decode()


def test_a_dead_printer_keeps_its_job_waiting_until_it_is_taken_back(spooler: Path) -> None:
    admin("lpadmin", "-p", "dead", "-E", "-v", "socket://127.0.0.1:1")
    job = printer.submit(b"x", queue="dead", raw=True)
    wait_for(lambda: printer.stopped("dead"))
    assert printer.pending(job)
    printer.cancel(job)
    wait_for(lambda: not printer.pending(job))


def test_the_spoolers_refusals_are_named(spooler: Path, tray: PaperTray) -> None:
    with pytest.raises(printer.NoPrinter):
        printer.submit(b"x")
    with pytest.raises(printer.NoPrinter):
        printer.submit(b"x", queue="nowhere")
    admin("lpadmin", "-p", "lq630", "-E", "-v", tray.address)
    admin("cupsreject", "lq630")
    with pytest.raises(printer.QueueRefused):
        printer.submit(b"x", queue="lq630")


def test_a_spooler_that_is_gone_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "gone.sock"))
    with pytest.raises(printer.ServiceStopped):
        printer.submit(b"x", queue="lq630")
