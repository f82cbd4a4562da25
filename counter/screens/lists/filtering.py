"""Filtering the worklists: what is asked, and how a filter is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from counter.domain.casework.case.clocks import CLOCK_NAMES
from counter.domain.casework.case.life import FLAG_NAMES
from counter.domain.casework.lists.worklist import Filter
from counter.domain.hall.items.item import KIND_NAMES
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.shared.asking import AskScreen

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall

_ANY = "不限"
_FLAGS = {name: said for name, said in FLAG_NAMES.items() if name != "overdue"}
"""What is overdue has a list of its own."""
_CLOCKS: dict[str, str] = {name: said for name, said in CLOCK_NAMES.items() if name not in ("promise", "stop")}


class NobodySo(Refusal):
    """No such person, or several."""

    says = "责任人“{typed}”{found}"


class NoVillageSo(Refusal):
    """No such village."""

    says = "没有叫“{typed}”的村（社区）。"


def filter_screen(hall: Hall, now: Filter, done: Callable[[Filter], None]) -> AskScreen[Filter]:
    """Asks what is to be shown; everything left at 不限 shows all."""

    async def read(answers: dict[str, str]) -> Filter:
        return Filter(
            _key(KIND_NAMES, answers["kind"]), _key(_FLAGS, answers["flag"]), _key(_CLOCKS, answers["clock"]),
            answers["village"], answers["person"].partition(" ")[0],
        )  # fmt: skip

    fields = (
        _choice("kind", "类型", KIND_NAMES), _choice("flag", "标记", _FLAGS), _choice("clock", "盯哪个时限", _CLOCKS),
        Field("village", "村（社区）", lambda typed: _village(hall, typed), required=False, hint="村名，空着＝不限"),
        Field("person", "责任人", lambda typed: _person(hall, typed), required=False, hint="工号或姓名，空着＝不限"),
    )  # fmt: skip
    said = said_filter(hall, now)
    above = (f"现在：{said}。重新选；全部空着就是不筛选。" if said else "选要看的，几样一起算；空着的不限。", "")
    return AskScreen("筛选", fields, read, done, above=above)


def said_filter(hall: Hall, only: Filter) -> str:
    """A filter in a few words; empty where it lets everything through."""
    person = hall.person(only.person).name if only.person else ""
    words = (KIND_NAMES.get(only.kind), _FLAGS.get(only.flag), _CLOCKS.get(only.clock), only.village, person)
    return "，".join(filter(None, words))


def _choice(name: str, label: str, of: Any) -> Field:
    return Field(name, label, choices=(_ANY, *cast("dict[str, str]", of).values()), default=_ANY)


def _key(of: Any, said: str) -> str:
    return next((name for name, words in cast("dict[str, str]", of).items() if words == said), "")


def _village(hall: Hall, typed: str) -> str:
    said = typed.strip()
    found = [name for name in hall.laid.villages if name.startswith(said)]
    if said and not found:
        raise NoVillageSo(typed=said)
    return found[0] if said else ""


def _person(hall: Hall, typed: str) -> str:
    said = typed.strip()
    if not said:
        return ""
    people: Sequence[Any] = [each for each in hall.laid.staff.values() if said in (each.no, each.name)]
    if len(people) != 1:
        raise NobodySo(typed=said, found="不是这里的人，请输工号或姓名。" if not people else "有同名的，请输工号。")
    return f"{people[0].no} {people[0].name}"
