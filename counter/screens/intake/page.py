"""Draws the intake machine's rows: fields, what stands open, papers with their marks, the live verdict."""

from __future__ import annotations

from textual.message import Message

from counter.domain.casework.intake.keys import Moved
from counter.domain.casework.intake.machine import Intake
from counter.domain.casework.intake.rows import Row
from counter.domain.reckoning import Reckoning, Step
from counter.screens.kit.form import FormPage, Outcome
from counter.screens.kit.lines import CURRENT, HEAD, HINT, PLAIN, Line, Styles, cells, fit
from counter.storage import StorageFault

_LABEL = 8
_ARROW = " › "
_STATES = {"problem": Styles.PROBLEM, "done": Styles.DONE, "soon": Styles.SOON, "off": Styles.NOT_MINE}
_MARK_ROOM = 18
"""Cells for 主件 and the mark of a paper."""


class IntakePage(FormPage):
    """The form of one person at the desk."""

    class Went(Message):
        """A key was handled."""

        def __init__(self, page: IntakePage, moved: Moved) -> None:
            self.page = page
            self.moved = moved
            super().__init__()

        @property
        def control(self) -> IntakePage:
            """The form it came from."""
            return self.page

    def __init__(self, intake: Intake) -> None:
        super().__init__(intake, label_width=_LABEL)

    @property
    def intake(self) -> Intake:
        """The machine, by its own type."""
        assert isinstance(self.machine, Intake)
        return self.machine

    def lines(self) -> list[Line]:
        """The rows; below the one being edited its choices."""
        lines: list[Line] = []
        for row in self.machine.rows():
            assert isinstance(row, Row)
            lines.append(self._line(row))
            lines += [[(self._choice(at, text), PLAIN)] for at, text in enumerate(row.choices, 1)]
        return lines

    def pressed(self, key: str, character: str | None) -> bool:
        """One key to the machine; stepping back counts as a key."""
        if key in ("up", "shift+tab"):
            self.machine.back()
            self.say("")
            self.post_message(self.Went(self, Moved()))
            return True
        try:
            return super().pressed(key, character)
        except StorageFault as fault:
            self.say(fault.sentence, Styles.PROBLEM)
            return True

    def why(self) -> Reckoning[object] | None:
        """The verdict, step by step."""
        form = self.intake.form
        if form.refusal is not None:
            sentence = form.refusal.sentence
            return Reckoning(sentence, (Step(sentence, form.refusal.cites),))
        return None if form.verdict is None else Reckoning(form.verdict.value, form.verdict.steps)

    def _came(self, outcome: Outcome) -> bool:
        assert isinstance(outcome, Moved)
        if (wrong := self.intake.wrong) is not None:
            self.refused(wrong)
        elif outcome.says or not outcome.wants:
            self.say(outcome.says, Styles.SOON if outcome.problem else Styles.PLAIN)
        self.post_message(self.Went(self, outcome))
        return outcome.taken

    def _choice(self, at: int, text: str) -> str:
        """One choice; what does not fit is seen to be cut."""
        line = f"{'':{_LABEL}} {at:>2} {text}"
        return fit(line, self.size.width) if cells(line) > self.size.width else line

    def _line(self, row: Row) -> Line:
        style = _STATES.get(row.state, Styles.PLAIN).style
        label = (fit(row.label, _LABEL), HEAD if row.editing else PLAIN)
        if row.part == "note":
            return [label, ("   " + row.value, style if row.state else HINT)]
        if row.part == "material":
            room = max(20, self.size.width - _LABEL - len(_ARROW) - _MARK_ROOM)
            at = CURRENT if row.editing else PLAIN
            return [label, (_ARROW if row.editing else "   ", PLAIN), (fit(row.value, room), at), (row.hint, style)]
        arrow = (_ARROW, CURRENT if row.editing and row.part == "verdict" else PLAIN)
        hint = f"  {row.hint}" if row.hint else ""
        room = self.size.width - _LABEL - len(_ARROW) - cells(row.value)
        return [label, arrow, (row.value, style), (fit(hint, room) if cells(hint) > room else hint, HINT)]
