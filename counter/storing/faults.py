"""What can be wrong with the file or the disk, each with the sentence that says what to do."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from typing import Any, ClassVar


class StorageFault(Exception):
    """Something about the file or the disk that no act can cure; says in Chinese what to do."""

    says: ClassVar[str] = "数据库出了问题：{detail}"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.says.format(**{"detail": "", **facts}))

    @property
    def sentence(self) -> str:
        """The sentence with its facts filled in."""
        return str(self)


class DiskFull(StorageFault):
    """The medium has no room; the transaction is already rolled back."""

    says = "磁盘已满，没有保存。请删除不用的文件腾出空间后再按一次保存，已填的内容还在。"


class Busy(StorageFault):
    """Another window held the database for too long."""

    says = "别的窗口正在保存，这一次没有存上。请稍等片刻再按一次。"


class ReadOnlyMedium(StorageFault):
    """The file or its folder cannot be written."""

    says = "数据库只能读、不能写（{detail}）：可以查询，不能保存。请管理员检查磁盘。"


class MediumGone(StorageFault):
    """An I/O error: the medium may be gone; whether the last save is stored is unknown."""

    says = "读写磁盘出错（{detail}），刚才这一笔是否存上还不知道。请退出后重新打开并核对，再决定是否重录。"


class NotADatabase(StorageFault):
    """The file is no database of ours, or is damaged."""

    says = "打不开数据库文件 {path}：文件损坏或不是本程序的数据。请用 counter restore 从备份恢复。"


class NotReadable(StorageFault):
    """The file is there, but this user may not open it."""

    says = "没有权限打开数据库文件 {path}。请用平时的系统账户登录，或请管理员改文件权限。"


class NewerDatabase(StorageFault):
    """The file was written by a newer program."""

    says = "数据库 {path} 是更新版本的程序建的（结构 {found}，本程序 {known}）。请先升级本程序。"


class OlderDatabase(StorageFault):
    """The file needs an upgrade that this program does not carry."""

    says = "数据库 {path} 的结构是第 {found} 版，本程序不会从这一版升级。请联系管理员。"


class NoDatabase(StorageFault):
    """There is no hall at this place yet."""

    says = "{path} 还没有大厅数据。请先运行 counter init 建一个大厅，或用 counter demo 打开演示大厅。"


class UnsafeSettings(StorageFault):
    """The connection does not hold the durable settings."""

    says = "数据库没有接受安全设置（{detail}），为防丢失数据，不予打开。"


class NetworkShare(StorageFault):
    """SQLite on a network share loses locks."""

    says = "数据库放在网络共享盘（{detail}）上会丢数据，不予打开。请放到本机磁盘，多台电脑请用服务器数据库。"


class UnknownUrl(StorageFault):
    """A database URL that this version does not serve."""

    says = "认不出的数据库地址 {url}。请写成 sqlite:///文件路径。"


class FileThere(StorageFault):
    """A new file was to be made where one stands."""

    says = "{path} 已经有大厅数据，没有改动它。请换一个文件夹，或先把旧文件移走。"


class NoBackup(NoDatabase):
    """There is no backup at this place."""

    says = "没有找到备份文件 {path}，请核对位置和文件名。"


class BackupUnusable(NotADatabase):
    """What was given is no backup of ours, or is damaged."""

    says = "备份 {path} 用不了：文件损坏或不是本程序的备份。请换一个备份。"


class BackupFailed(StorageFault):
    """The backup was not made; the older one is untouched."""

    says = "备份没有成功：{detail}。原来的备份没有动。请换一个有空间、能写的位置。"


class RestoreFailed(StorageFault):
    """The backup was not put in place; the hall's file is untouched."""

    says = "恢复没有成功：{detail}。原来的数据没有动。"


def fault_of(error: BaseException) -> StorageFault | None:
    """The named fault behind a driver's error, or None where it is not the storage's."""
    original = getattr(error, "orig", error)
    if not isinstance(original, sqlite3.Error):
        return None
    name = getattr(original, "sqlite_errorname", "") or ""
    detail = f"{name or original}"
    if name == "SQLITE_FULL":
        return DiskFull()
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy()
    if name.startswith("SQLITE_READONLY"):
        return ReadOnlyMedium(detail=detail)
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return MediumGone(detail=detail)
    return None


@contextlib.contextmanager
def named() -> Iterator[None]:
    """Turns a driver's error into the fault a person can act on."""
    try:
        yield
    except StorageFault:
        raise
    except Exception as error:
        if (fault := fault_of(error)) is not None:
            raise fault from error
        raise


UNREADABLE: tuple[type[Exception], ...] = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file raises: the driver's own message may be no text either."""
FAILS: tuple[type[Exception], ...] = (OSError, StorageFault, *UNREADABLE)
"""What making a copy may fail with."""
_OF_THE_SYSTEM = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满",
    errno.EFBIG: "磁盘已满",
    errno.EROFS: "磁盘只能读、不能写",
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.ENOENT: "找不到这个位置",
    errno.ENOTDIR: "这个位置不是文件夹",
    errno.EISDIR: "这个名字是一个文件夹",
    errno.EIO: "读写磁盘出错",
}
_OF_SQLITE = {
    "SQLITE_FULL": "磁盘已满",
    "SQLITE_IOERR": "读写磁盘出错",
    "SQLITE_READONLY": "磁盘只能读、不能写",
    "SQLITE_CANTOPEN": "打不开文件",
    "SQLITE_BUSY": "别的窗口正在保存",
    "SQLITE_NOTADB": "文件损坏或不是本程序的数据",
    "SQLITE_CORRUPT": "文件损坏或不是本程序的数据",
}


def reason(error: Exception) -> str:
    """What went wrong, in words for the counter."""
    if isinstance(error, StorageFault):
        return error.sentence.rstrip("。")
    if isinstance(error, OSError):
        return _OF_THE_SYSTEM.get(error.errno or 0, f"系统错误{error.errno}")
    name = getattr(error, "sqlite_errorname", "") or ""
    return next((said for start, said in _OF_SQLITE.items() if name.startswith(start)), "文件损坏或不是本程序的数据")


@contextlib.contextmanager
def on_disk() -> Iterator[None]:
    """Turns the system's refusal to make or open a file of ours into a named fault."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull() from error
        if error.errno == errno.EIO:
            raise MediumGone(detail=reason(error)) from error
        raise ReadOnlyMedium(detail=reason(error)) from error
