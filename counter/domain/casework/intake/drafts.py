"""Half-filled forms that wait (挂单): a file each, beside the database, for this terminal alone.

No register and no journal: a draft is nobody's record yet. A file is written whole under another name
and then renamed, so that a kill leaves the old one or the new one; it is not synced, because losing the
last field is cheaper than waiting for the disk at each. What cannot be read is set aside, never a crash.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from counter.domain.columns import moment_of, moment_text

_LARGEST = 1_000_000
_NAME = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Draft:
    """One form that waits."""

    key: str
    who: str
    item: str
    far: str
    """How far it was filled in."""
    written: datetime
    clerk: str
    parked: bool
    """Put aside by hand; otherwise it was being typed when the screen went away."""
    form: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Who and what, in one line."""
        return "  ".join(filter(None, (self.who, self.item))) or "空白"


def new_key() -> str:
    """A draft's own name."""
    return secrets.token_hex(8)


class Drafts:
    """The drafts of one terminal."""

    def __init__(self, database: Path, terminal: str, room: str = "") -> None:
        """Takes whose they are; lists that are typed line by line wait in a room of their own."""
        self.folder = database.with_name(database.name + ".drafts") / _folded(terminal) / room

    def keep(self, draft: Draft) -> bool:
        """Writes a draft; False where the disk does not take it, which must not stop the work."""
        text = json.dumps(_plain(draft), ensure_ascii=False)
        path = self._path(draft.key)
        part = path.with_suffix(".part")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
                file.write(text)
            part.replace(path)
        except OSError:
            return False
        return True

    def drop(self, key: str) -> None:
        """Takes a draft away; one that is gone is gone."""
        with contextlib.suppress(OSError):
            self._path(key).unlink(missing_ok=True)

    def all(self) -> list[Draft]:
        """Every readable draft, the latest first; the others are set aside."""
        found = [self._read(path) for path in self._files()]
        return sorted((each for each in found if each), key=lambda each: each.written, reverse=True)

    def _files(self) -> list[Path]:
        try:
            return sorted(self.folder.glob("*.json"))
        except OSError:
            return []

    def _read(self, path: Path) -> Draft | None:
        try:
            if path.stat().st_size > _LARGEST:
                raise ValueError("too large")
            plain = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
            return _draft(path.stem, plain)
        except OSError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.set_aside(path.stem)
            return None

    def set_aside(self, key: str) -> None:
        """Keeps a draft that cannot be used under another name, for whoever wants to look."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".broken"))

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"


def _plain(draft: Draft) -> dict[str, Any]:
    return {"who": draft.who, "item": draft.item, "far": draft.far, "written": moment_text(draft.written),
            "clerk": draft.clerk, "parked": draft.parked, "form": draft.form}  # fmt: skip


def _draft(key: str, plain: Any) -> Draft:
    if not _NAME.fullmatch(key) or not isinstance(plain["form"], dict):
        raise ValueError(key)
    who = plain.get("who", plain.get("title", ""))  # an earlier program wrote one title
    return Draft(key, str(who), str(plain.get("item", "")), str(plain.get("far", "")), moment_of(plain["written"]),
                 str(plain["clerk"]), bool(plain["parked"]), plain["form"])  # fmt: skip


def _folded(terminal: str) -> str:
    """A folder's name that no terminal's name can lead out of."""
    return "t-" + terminal.encode("utf-8", "surrogatepass").hex()[:200]
