"""Structured values of the rulebook as people write them: periods, seasons of hours, pairs of names; parted by ；."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from counter.domain.hall.ruled.calendar import Season
from counter.domain.hall.ruled.duty import Period

_PARTED = re.compile(r"[；;]")
_DAY, _MONTH_DAY, _HOURS = r"\d{4}-\d\d-\d\d", r"\d\d-\d\d", r"\d{1,2}:\d\d"
_TO = r"\s*(?:至|到|—|~)\s*"
_PERIOD = re.compile(rf"(?P<since>{_DAY}){_TO}(?P<until>{_DAY})\s+(?P<name>\S.*)")
_SEASON = re.compile(
    rf"(?P<since>{_MONTH_DAY}){_TO}(?P<until>{_MONTH_DAY})\s+"
    rf"(?P<am>{_HOURS})[-至](?P<am_end>{_HOURS})\s+(?P<pm>{_HOURS})[-至](?P<pm_end>{_HOURS})"
)
_PAIR = re.compile(r"(?P<key>[^＝=]+?)\s*[＝=]\s*(?P<value>.+)")


def shown_whole(value: Any, word: Callable[[str], str]) -> str | None:
    """A structured value as it is written here; None where it has no form of its own.

    Args:
        value: The value.
        word: What a word of the rulebook is called.
    """
    if isinstance(value, Mapping) and value and all(isinstance(each, str) for each in value.values()):
        return "；".join(f"{word(key)}＝{word(each)}" for key, each in value.items())
    if not isinstance(value, tuple) or not value:
        return None
    if all(isinstance(each, Period) for each in value):
        return "；".join(f"{each.since}至{each.until} {each.name}" for each in value)
    if all(isinstance(each, Season) for each in value):
        return "；".join(_season(each) for each in value)
    return None


def read_whole(text: str, current: Any, word: Callable[[str], str]) -> Any:
    """What was typed in one of these forms, as plain data; None where it is in none of them.

    Args:
        text: What was typed.
        current: The value that holds now; what the hall wrote in it itself is no word of the rulebook.
        word: The word of the rulebook that a Chinese one stands for.
    """
    parts = [part.strip() for part in _PARTED.split(text) if part.strip()]
    for pattern, read in ((_PERIOD, _read_period), (_SEASON, _read_season)):
        found = _all(pattern, parts)
        if found is not None:
            return [read(each) for each in found]
    if not isinstance(current, Mapping):
        return None
    pairs = _all(_PAIR, parts)
    key, value = _known(current, word), _known(current.values(), word)
    return {key(each["key"]): value(each["value"]) for each in pairs} if pairs is not None else None


def _known(written: Collection[str], word: Callable[[str], str]) -> Callable[[str], str]:
    """How a part is read: as a word of the rulebook only where what stands there now are such words."""
    return word if any(each.isascii() for each in written) else str


def _all(pattern: re.Pattern[str], parts: Sequence[str]) -> list[re.Match[str]] | None:
    found = [match for part in parts if (match := pattern.fullmatch(part))]
    return found if found and len(found) == len(parts) else None


def _season(season: Season) -> str:
    (am, am_end), (pm, pm_end) = season.am, season.pm
    return f"{season.since}至{season.until} {am:%H:%M}-{am_end:%H:%M} {pm:%H:%M}-{pm_end:%H:%M}"


def _read_period(found: re.Match[str]) -> dict[str, str]:
    return {"since": found["since"], "until": found["until"], "name": found["name"]}


def _read_season(found: re.Match[str]) -> dict[str, Any]:
    hours = {key: found[key].zfill(5) for key in ("am", "am_end", "pm", "pm_end")}
    return {"since": found["since"], "until": found["until"],
            "am": [hours["am"], hours["am_end"]], "pm": [hours["pm"], hours["pm_end"]]}  # fmt: skip
