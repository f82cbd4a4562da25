"""Values of rules: each with the article it rests on, and the forms in which they are written."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from counter.domain.hall.rights import Role
from counter.domain.reckoning import Cite

T = TypeVar("T")


class Section(BaseModel):
    """A group of rules; a key that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ruled(Section, Generic[T]):
    """One value of a rule, with the article it rests on."""

    value: T
    article: str
    rules: tuple[str, ...] = ()
    default: bool = False
    """True where the sources leave it open and the default of the catalogue fills it."""

    @property
    def cite(self) -> Cite:
        """What an explanation cites for this value."""
        return Cite(self.article, self.rules, self.default)


def _clock_time(value: Any) -> Any:
    return time.fromisoformat(value) if isinstance(value, str) else value


def _in_order(value: tuple[time, time]) -> tuple[time, time]:
    if value[0] >= value[1]:
        raise ValueError("开始时间要早于结束时间")
    return value


def _one_after_another(value: tuple[tuple[time, time], ...]) -> tuple[tuple[time, time], ...]:
    if any(later[0] < earlier[1] for earlier, later in zip(value, value[1:], strict=False)):
        raise ValueError("各段时间要先后排列，不能重叠")
    return value


def _month_and_day(value: str) -> str:
    try:
        date.fromisoformat(f"{_LEAP_YEAR}-{value}")
    except ValueError:
        raise ValueError("没有这一天，请写成 月-日，比如 05-01") from None
    return value


_LEAP_YEAR = 2024
"""A year that has every day."""
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Span = Annotated[tuple[ClockTime, ClockTime], AfterValidator(_in_order)]
Spans = Annotated[tuple[Span, ...], AfterValidator(_one_after_another)]
MonthDay = Annotated[str, Field(pattern=r"^\d\d-\d\d$"), AfterValidator(_month_and_day)]
"""MM-DD."""
DayOfMonth = Annotated[int, Field(ge=1, le=31)]
LastDigit = Annotated[int, Field(ge=0, le=9)]
_MOST = 9999
"""No limit, no threshold and no count of a rule is larger; a slip of the keys that is would stop every clock."""
Positive = Annotated[int, Field(gt=0, le=_MOST)]
Count = Annotated[int, Field(ge=0, le=_MOST)]
Percent = Annotated[int, Field(gt=0, le=100)]
Unit = Literal["working", "calendar"]
Wording = dict[str, str]
Sentence = Annotated[str, Field(min_length=1)]
Roles = tuple[Role, ...]
"""Who decides, in the order in which they do."""


def _smaller_first(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise ValueError("少的天数写在前")
    return value


Between = Annotated[tuple[Positive, Positive], AfterValidator(_smaller_first)]


class Limit(Section):
    """So many days of a unit."""

    days: Count
    unit: Unit
