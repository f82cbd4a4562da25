"""The form of the board: who, by number or name, what the Enter after the PIN will do, the PIN.

People arrive one behind the other and type ahead. So a number that nobody has still takes the PIN behind it, hidden,
and is refused with it; and after every end, good or bad, the form is empty for the next one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Literal

from counter.domain.attendance.presence.typed_time import HINT, typed_time
from counter.domain.hall.glance import Sitter, begins_somebody, find_sitter, unsaid
from counter.domain.hall.opened import Hall
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Ask, AskRow, Field
from counter.screens.kit.form import FormPage
from counter.screens.shared.colleague import sitters

Mode = Literal["enter", "out", "go-out", "come-back"]
MODE_NAMES: dict[Mode, str] = {"enter": "签到", "out": "签退", "go-out": "外出", "come-back": "回来"}
_PIN_MOST = 60


def sitters_of(hall: Hall) -> tuple[Sitter, ...]:
    """Everybody who works here now, to be found by number, name or initials."""
    today = hall.today
    return sitters(each for each in hall.laid.staff.values() if each.until is None or each.until > today)


class PlaceIsNoNumber(Refusal):
    """Digits where a place is asked for."""

    says = "这里写去哪里（村名或单位），密码在最后一项输入。请退格重写。"


class SigningAsk(Ask):
    """Who, what belongs to the mode, and the PIN; beside the name stands what Enter will do."""

    def __init__(self, hall: Hall, mode: Mode, said: Callable[[str], str]) -> None:
        self.mode = mode
        self._hall = hall
        self._said = said
        self._staff = sitters_of(hall)
        self._hints: dict[str, str] = {}
        who = Field("who", "工号或姓名", self._number, longest=30)
        pin = Field("pin", "密码", masked=True, longest=_PIN_MOST)
        super().__init__((who, *self._between(), pin))

    def rows(self) -> list[AskRow]:
        """The fields; beside who it is, what Enter will do, or that nobody is meant."""
        first, *others = super().rows()
        if first.editing and not begins_somebody(self._staff, first.value):
            first = dataclasses.replace(first, value=unsaid(first.value))
        return [first if first.editing or not first.value else self._named(first), *others]

    def who(self) -> str:
        """The staff number of who is meant.

        Raises:
            NobodyFound, SeveralFound: as they say.
        """
        return find_sitter(self._staff, self.answers["who"]).no

    def _number(self, typed: str) -> str:
        try:
            return find_sitter(self._staff, typed).no
        except Refusal:
            return typed

    def _named(self, row: AskRow) -> AskRow:
        try:
            return dataclasses.replace(row, hint=self._hint(find_sitter(self._staff, row.value).no))
        except Refusal as refusal:
            return dataclasses.replace(row, value=unsaid(row.value), hint=refusal.sentence, state="problem")

    def _hint(self, no: str) -> str:
        """Asked once for each form: what was said before the PIN is what Enter does."""
        if no not in self._hints:
            self._hints[no] = self._said(no)
        return self._hints[no]

    def _between(self) -> Sequence[Field]:
        if self.mode != "go-out":
            return ()
        villages = "、".join(self._hall.laid.villages[:4])
        return (
            Field("place", "去哪里", self._place, hint=f"村名（{villages}……）或单位"),
            Field("matter", "事由"),
            Field("back", "几点回", self._time, required=False, hint=f"{HINT}；可空"),
        )

    def _place(self, typed: str) -> str:
        """A place has a name; digits alone are a PIN typed too early, which must not be kept."""
        if typed.strip().isdigit():
            raise PlaceIsNoNumber()
        return typed

    def _time(self, typed: str) -> str:
        return f"{typed_time(typed, self._hall.clock().moment):%m-%d %H:%M}"


class SigningForm(FormPage):
    """The form; Tab goes to the list, where digits choose what is done."""

    def __init__(self) -> None:
        super().__init__(Ask((Field("who", "工号或姓名"),)), label_width=10, height=2)

    def put(self, machine: SigningAsk) -> None:
        """Another form, as high as it needs to be."""
        self.styles.height = len(machine.fields)
        self.show(machine)

    def pressed(self, key: str, character: str | None) -> bool:
        """Tab is the screen's; Esc too."""
        return False if key in ("tab", "escape") else super().pressed(key, character)
