"""The board as lines: who has not come, who is out, on leave, on group duty, who is here; no late minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from counter.domain.attendance.month.marks import AWAY_NAMES
from counter.domain.attendance.presence.board import DayBoard, Here, OnLeave, Outside, place_of
from counter.domain.attendance.presence.punching import HOW_NAMES, clock
from counter.domain.clock import local
from counter.domain.hall.duty.facts import Span, moment
from counter.domain.hall.laid_down import Person
from counter.domain.hall.opened import Hall
from counter.screens.kit.lines import HEAD, HINT, PLAIN, Line, Styles, cells
from counter.screens.kit.lines import Span as Painted
from counter.screens.kit.page import Board, Page

_WIDE = 24
_LATE = {"": "", "overdue": "超时未回", "left-post": "超时未回·空岗"}
_HALVES = ("上午", "下午")


class SigningHead(Board):
    """Hours, how many are due, how many have come."""

    def __init__(self) -> None:
        super().__init__(height=1)
        self.board: DayBoard | None = None
        self.doing = ""

    def lines(self) -> list[Line]:
        """One line; what the form does now stands first."""
        board = self.board
        if board is None:
            return [[]]
        hours = "  ".join(f"{name} {said_span(span)}" for name, span in zip(_names(board), board.sessions, strict=True))
        counts = f"应到 {board.due}  已到 {board.arrived}" if board.sessions else "今天不上班"
        return [[(f"{self.doing}  ", HEAD), (f"{hours}    ", PLAIN), (counts, HEAD)]]


class SigningList(Page):
    """Everybody, by how they stand; PgUp and PgDn turn it, digits go to the screen."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self.hall = hall
        self.board: DayBoard | None = None

    def lines(self) -> list[Line]:
        """The absent first: they are looked for; those who came, the latest first."""
        board = self.board
        if board is None:
            return []
        return [
            *self._block("未到", [[(self._named(each), PLAIN)] for each in board.missing]),
            *self._block("外出", [self._outside(each) for each in board.out]),
            *self._block("请假", [self._leave(each) for each in board.leave]),
            *self._block("公务", [[(f"{each.matter} {len(each.people)}人 到{clock(each.until)}："
                                 f"{'、'.join(person.name for person in each.people)}", PLAIN)]
                                for each in board.groups]),
            *self._block("已到", [self._here(each) for each in board.here]),
            *self._block("已退", [[(f"{clock(each.since)} {each.person.name}", HINT)] for each in board.gone]),
        ]  # fmt: skip

    def pressed(self, key: str, character: str | None) -> bool:
        """Turns the list; everything else is the screen's."""
        return self.turn(key)

    def turn(self, key: str) -> bool:
        """A page up or down."""
        page = max(1, self.size.height - 1)
        steps = {"pageup": -page, "pagedown": page, "up": -1, "down": 1}
        if key not in steps:
            return False
        most = max(0, len(self.lines()) - self.size.height)
        self.top = min(max(0, self.top + steps[key]), most)
        self.redraw()
        return True

    def _block(self, title: str, each: Sequence[Line]) -> Iterator[Line]:
        """A title and as many beside each other as fit; long ones take more room."""
        room = max(_WIDE, self.size.width - 6)
        line: Line = [(f"{title}  ", HEAD)]
        used = 0
        for entry in each:
            wide = sum(cells(text) for text, _ in entry)
            taken = -(-(wide + 2) // _WIDE) * _WIDE
            if used and used + wide > room:
                yield line
                line, used = [("      ", PLAIN)], 0
            line += [*entry, (" " * max(0, taken - wide), PLAIN)]
            used += taken
        if each:
            yield line

    def _named(self, person: Person) -> str:
        return f"{person.name} {place_of(self.hall, person.no)}".rstrip()

    def _here(self, each: Here) -> Line:
        mark = f" {HOW_NAMES[each.how]}" if each.how else ""
        if each.stands_in_for:
            mark += f" 顶{each.stands_in_for}"
        return [(f"{clock(each.since)} {self._named(each.person)}", PLAIN), (mark, HINT)]

    def _outside(self, each: Outside) -> Line:
        back = f" {_said(each.outing.back_by)}回" if each.outing.back_by is not None else ""
        late: Painted = (f" {_LATE[each.late]}", Styles.OVERDUE.style)
        entry: Line = [(f"{each.person.name} {each.outing.place}{back}", PLAIN)]
        return [*entry, late] if each.late else entry

    def _leave(self, each: OnLeave) -> Line:
        what = f"{AWAY_NAMES[each.spell.kind]} " if each.spell.kind in AWAY_NAMES else ""
        entry: Line = [(f"{self._named(each.person)} {what}".rstrip(), PLAIN)]
        if each.stand_in is None:
            return entry
        since = f" {clock(each.stand_in_since)}" if each.stand_in_since else " 未到"
        style = PLAIN if each.stand_in_since else Styles.SOON.style
        return [*entry, (f" 顶岗 {each.stand_in.name}{since}", style)]


def said_span(span: Span) -> str:
    """A session as the board shows it: 08:30–12:00."""
    return f"{clock(span[0])}-{clock(span[1])}"


def _names(board: DayBoard) -> Sequence[str]:
    return _HALVES if len(board.sessions) == len(_HALVES) else [""] * len(board.sessions)


def _said(at: int) -> str:
    return f"{local(moment(at)):%H:%M}"
