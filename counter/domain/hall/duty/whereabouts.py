"""Whether somebody is there to take or give something in person, and if not, why: for handovers and stand-ins."""

from __future__ import annotations

from dataclasses import dataclass

from counter.domain.clock import local, local_day
from counter.domain.hall.duty.answering import Standing
from counter.domain.hall.duty.facts import Spell, moment

_KINDS = {"official": "公出", "group-duty": "集体公务"}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where somebody is at a moment, as far as it is known."""

    away: str = ""
    """Why they are rightly away (请假至11-24 18:00, 外出双河), or empty."""
    missing: str = ""
    """未签到 or 已签退, on a day on which others signed in; empty where presence is not judged."""

    @property
    def there(self) -> bool:
        """Whether nothing says that they are not here."""
        return not (self.away or self.missing)

    @property
    def said(self) -> str:
        """Why they are not here; empty where they are."""
        return self.away or self.missing


def whereabouts(standing: Standing, no: str, at: int) -> Whereabouts:
    """Where somebody is at a moment: by leave and duty, by going out, by signing in where anybody signed in."""
    spell = next((each for each in standing.spells.get(no, ()) if each.start <= at < each.until), None)
    if spell is not None:
        return Whereabouts(away=_said(spell))
    book = standing.day_of(local_day(moment(at)))
    punches = [each for each in book.punches.get(no, ()) if each.at <= at]
    if punches and punches[-1].kind == "go-out":
        back = punches[-1].back_by
        until = f"，预计{local(moment(back)):%H:%M}回" if back else ""
        return Whereabouts(away=f"外出{punches[-1].place}{until}")
    if not any(punch.kind == "in" and punch.at <= at for each in book.punches.values() for punch in each):
        return Whereabouts()
    if not punches:
        return Whereabouts(missing="未签到")
    return Whereabouts(missing="已签退" if punches[-1].kind == "out" else "")


def _said(spell: Spell) -> str:
    label = f"（{spell.label}）" if spell.label else ""
    return f"{_KINDS.get(spell.kind, '请假')}至{local(moment(spell.until)):%m-%d %H:%M}{label}"
