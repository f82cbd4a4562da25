"""The hall's check-up: terminal, locale, fonts, printer, clock, disk, database; what is wrong and what to do."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from counter.domain.clock import local, system_clock
from counter.domain.refusals import Refusal
from counter.logs import keep_traceback
from counter.storage import NoDatabase, Storage, StorageFault, wal_is_safe

_COLUMNS, _ROWS = 80, 24
_OLDEST = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock can be right that says an earlier time than this program was made in."""
_RARE = "龘䶮㛃"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    good: bool
    said: str

    @property
    def line(self) -> str:
        """As the command prints it."""
        return f"{'√' if self.good else '！'} {self.what}：{self.said}"


def examined(url: str) -> Iterator[Finding]:
    """Looks at everything, one finding each; a check that fails itself is a finding too."""
    checks: list[tuple[str, Callable[[], Finding]]] = [
        ("终端", _terminal), ("字符编码", _locale), ("中文字体", _fonts), ("打印机", _printer),
        ("时钟", lambda: _clock(url)), ("磁盘", lambda: _disk(url)), ("数据库", lambda: _database(url)),
        ("锚点", lambda: _anchors(url)),
    ]  # fmt: skip
    for what, check in checks:
        try:
            yield check()
        except (Refusal, StorageFault) as refusal:
            yield Finding(what, False, refusal.sentence)
        except Exception as error:  # the check-up is for when things are wrong: it goes on
            yield Finding(what, False, f"检查不了，已记入日志 {keep_traceback(error)}，请交给管理员")


def _terminal() -> Finding:
    if not sys.stdout.isatty():
        return Finding("终端", True, "现在不在终端里，没有检查窗口大小")
    columns, rows = shutil.get_terminal_size()
    if columns < _COLUMNS or rows < _ROWS:
        return Finding("终端", False, f"窗口只有{columns}列{rows}行，请拉大到{_COLUMNS}列{_ROWS}行以上")
    if os.environ.get("TERM", "") in ("", "dumb", "linux"):
        return Finding("终端", False, "这个终端显示不了汉字，请用图形界面里的终端程序或装 kmscon")
    return Finding("终端", True, f"{columns}列{rows}行，{os.environ['TERM']}")


def _locale() -> Finding:
    codec = locale.getencoding()
    if codec.lower().replace("-", "") in ("utf8", "gb18030", "gbk", "cp936"):
        return Finding("字符编码", True, codec)
    return Finding("字符编码", False, f"{codec} 显示不了汉字，请设 LANG=zh_CN.UTF-8 后重新登录")


def _fonts() -> Finding:
    from counter.domain.paper import Paper, Text
    from counter.papers import fonts

    sample = Paper("sample", "样张", "", "", (Text("便民服务中心"),), names=(_RARE,))
    lacking = fonts.missing(sample)
    if "便" in lacking:
        return Finding("中文字体", False, "没有找到中文字体，打印前请安装 Noto Serif CJK 或思源宋体")
    if lacking:
        return Finding("中文字体", True, f"可用；生僻字“{'、'.join(lacking)}”缺字，遇到时会提示")
    return Finding("中文字体", True, "可用")


def _printer() -> Finding:
    from counter.papers import printer

    queues = printer.queues()
    if not queues:
        return Finding("打印机", False, "没有装打印机。可以先存成 PDF，请管理员在系统里添加打印机")
    names = "、".join(f"{queue.name}{'（默认）' if queue.default else ''}" for queue in queues)
    return Finding("打印机", True, names)


def _clock(url: str) -> Finding:
    now = system_clock().moment
    if now < _OLDEST:
        return Finding("时钟", False, f"电脑时间是 {local(now):%Y-%m-%d %H:%M}，明显不对，请校准后再开门")
    last = _last_entry(url)
    if last is not None and now < last:
        return Finding(
            "时钟", False, f"电脑时间 {local(now):%m-%d %H:%M} 比最后一笔记录 {local(last):%m-%d %H:%M} 还早，请校准"
        )
    return Finding("时钟", True, f"{local(now):%Y-%m-%d %H:%M}（北京时间）")


def _last_entry(url: str) -> datetime | None:
    from counter.domain.columns import moment_of

    storage = Storage(url)
    try:
        storage.version()
    except StorageFault:
        return None  # told by the check of the database
    rows = storage.glance([("SELECT entered FROM journal ORDER BY seq DESC LIMIT 1", ())])[0]
    return moment_of(rows[0][0]) if rows else None


def _disk(url: str) -> Finding:
    storage = Storage(url)
    place = next(each for each in (storage.path, *storage.path.parents) if each.exists())
    free = shutil.disk_usage(place).free // 2**20
    if not os.access(place, os.W_OK):
        return Finding("磁盘", False, f"{place} 不能写，请换位置或改权限")
    if free < 200:
        return Finding("磁盘", False, f"只剩{free}MB，请删除不用的文件")
    return Finding("磁盘", True, f"还有{free}MB")


def _database(url: str) -> Finding:
    storage = Storage(url)
    try:
        version = storage.version()
    except NoDatabase:
        return Finding(
            "数据库", True, f"还没有大厅（{storage.path}），用 counter init 建一个，或用 counter demo 看演示"
        )
    broken = storage.soundness()
    if broken:
        return Finding("数据库", False, f"文件损坏：{broken[0]}。请用 counter restore 从备份恢复")
    mode = "WAL" if wal_is_safe() else "回滚日志"
    return Finding("数据库", True, f"完好（结构第{version}版，{mode}，逐笔落盘）")


def _anchors(url: str) -> Finding:
    from counter.domain.anchors import compared

    storage = Storage(url)
    try:
        storage.version()
    except StorageFault:
        return Finding("锚点", True, "数据库打不开，没有比对")  # told by the check of the database
    fits, told = compared(storage)
    return Finding("锚点", fits, told[0])
