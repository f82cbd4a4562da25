"""Small forms without a machine of their own: reasons, dates, a PIN, a yes or no by digit.

An `Ask` is a step machine over a list of fields; `AskPage` is its region in the layout, never an
overlay. A field's check turns what was typed into what is kept, and raises a refusal otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from textual.message import Message

from counter.domain.refusals import Refusal
from counter.screens.kit.edit import Edit
from counter.screens.kit.form import Done, FormPage, Outcome


class NothingTyped(Refusal):
    """A field that must be filled was left empty."""

    says = "“{label}”不能空着，请填写。"


class NoSuchChoice(Refusal):
    """A number beyond the list was typed."""

    says = "请按 1 到 {most} 选择。"


def _as_typed(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to ask for."""

    name: str
    """Under which name the answer comes back."""
    label: str
    check: Callable[[str], str] = field(default=_as_typed, compare=False)
    """From what was typed to what is kept; raises a `Refusal` that says what is wrong."""
    default: str = ""
    """Taken by Enter on an empty field, and shown before anything is typed."""
    hint: str = ""
    choices: tuple[str, ...] = ()
    """With choices, a digit takes one; the answer is the choice's text."""
    confirmed: bool = False
    """A digit only chooses, and Enter decides: for what cannot be taken back."""
    lists: Callable[[Mapping[str, str]], Sequence[str]] | None = field(default=None, compare=False)
    """From the answers before it to what stands numbered below while it is asked; anything may be typed."""
    masked: bool = False
    """Shows stars, as for a PIN."""
    required: bool = True
    length: int | None = None
    """A value of this many characters that passes its check goes on by itself."""
    longest: int = 200


@dataclass(frozen=True, slots=True)
class AskRow:
    """A field as it stands."""

    label: str
    value: str
    hint: str
    state: str
    editing: bool
    caret: int
    choices: tuple[str, ...]


class Ask:
    """The step machine over a list of fields."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = tuple(fields)
        self.at = 0
        self.answers: dict[str, str] = {}
        self._edits = [_fresh(each) for each in self.fields]
        self._wrong: dict[int, str] = {}

    def rows(self) -> list[AskRow]:
        """Every field with its value; choices stand at the one being asked."""
        return [self._row(at) for at in range(len(self.fields))]

    def typed(self) -> dict[str, str]:
        """What stands in the fields as it was typed so far, accepted or not; secrets left out."""
        pairs = zip(self.fields, self._edits, strict=True)
        return {each.name: edit.text for each, edit in pairs if edit.text and not each.masked}

    def half_typed(self) -> dict[str, str]:
        """What was typed beside what the fields offer by themselves; what is chosen is chosen anew."""
        offered = {each.name: each.default for each in self.fields if not each.choices}
        return {name: text for name, text in self.typed().items() if name in offered and text != offered[name]}

    def advance(self, key: str, character: str | None) -> Done:
        """One key: Enter or Tab goes on, a digit picks a choice, the rest edits."""
        if key in ("enter", "tab", "down"):
            return self._accept()
        asked = self.fields[self.at]
        if asked.choices and character is not None and character.isascii() and character.isdigit():
            return self._pick(asked, character)
        edit = self._edits[self.at].press(key, character)
        if edit is None:
            return Done(taken=False)
        self._edits[self.at] = edit
        self._wrong.pop(self.at, None)
        if asked.length and len(edit.text) == asked.length and character:
            return self._accept()
        return Done()

    def back(self) -> None:
        """To the field before, whose answer stays to be changed."""
        self._come_to(max(0, self.at - 1))

    def again(self, name: str) -> None:
        """Forgets one answer and asks for it once more, as after a wrong PIN."""
        self.at = next(at for at, each in enumerate(self.fields) if each.name == name)
        self.answers.pop(name, None)
        self._wrong.pop(self.at, None)
        self._edits[self.at] = _fresh(self.fields[self.at])

    def fill(self, typed: Mapping[str, str], *, prefilled: bool = True) -> None:
        """Puts into the fields what was typed in them before: to be replaced or accepted, or to be gone on with."""
        for at, each in enumerate(self.fields):
            if each.name in typed:
                self._edits[at] = Edit.of(typed[each.name], prefilled=prefilled, longest=each.longest)

    def _accept(self) -> Done:
        asked = self.fields[self.at]
        try:
            answer = self._answer(asked)
        except Refusal as refusal:
            self._wrong[self.at] = refusal.sentence
            if refusal.forgets:
                self._edits[self.at] = Edit(longest=asked.longest)
            return Done(says=refusal.sentence, problem=True)
        self.answers[asked.name] = answer
        self._edits[self.at] = Edit.of(answer, longest=asked.longest)
        self._wrong.pop(self.at, None)
        if self.at + 1 == len(self.fields):
            return Done(saved=True)
        self._come_to(self.at + 1)
        return Done()

    def _come_to(self, at: int) -> None:
        """A value that stands there already waits to be replaced by the first key."""
        self.at = at
        self._edits[at] = Edit.of(self._edits[at].text, prefilled=True, longest=self.fields[at].longest)

    def _answer(self, asked: Field) -> str:
        text = self._edits[self.at].text or asked.default
        if asked.required and not text.strip():
            raise NothingTyped(label=asked.label)
        if asked.choices and text and text not in asked.choices:
            return asked.check(_choice(asked, text))
        return asked.check(text) if text else text

    def _pick(self, asked: Field, digit: str) -> Done:
        """With nine choices or fewer the digit decides; with more, or where it must be sure, Enter does."""
        edit = self._edits[self.at]
        text = digit if len(asked.choices) <= 9 or edit.fresh or not edit.text.isdigit() else edit.text + digit
        self._edits[self.at] = Edit.of(text, longest=asked.longest)
        return self._accept() if len(asked.choices) <= 9 and not asked.confirmed else Done()

    def _row(self, at: int) -> AskRow:
        asked, edit = self.fields[at], self._edits[at]
        shown = "*" * len(edit.text) if asked.masked else edit.text
        default = f"回车＝{asked.default}" if asked.default and not edit.text else _chosen(asked, edit.text)
        here = at == self.at
        told = asked.hint if here or not edit.text else ""  # what was filled in needs no telling how, and its room
        hint = self._wrong.get(at, "") or "  ".join(filter(None, (default, told)))
        state = "problem" if at in self._wrong else ""
        below = tuple(asked.lists(self.answers)) if asked.lists and here else asked.choices if here else ()
        return AskRow(asked.label, shown, hint, state, here, edit.caret, below)


def _fresh(asked: Field) -> Edit:
    value = "" if asked.choices else asked.default
    return Edit.of(value, prefilled=True, longest=asked.longest)


def _chosen(asked: Field, text: str) -> str:
    """What a number that still waits for Enter means."""
    number = int(text) if asked.choices and text.isascii() and text.isdigit() else 0
    return f"{asked.choices[number - 1]}，按回车" if 1 <= number <= len(asked.choices) else ""


def _choice(asked: Field, text: str) -> str:
    """The choice of a number, or the only one in which the text stands."""
    named = [each for each in asked.choices if text.strip() in each]
    if len(named) == 1 and not text.isdigit():
        return named[0]
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= len(asked.choices):
        raise NoSuchChoice(most=len(asked.choices))
    return asked.choices[number - 1]


class AskPage(FormPage):
    """An `Ask` as a region of the layout, as high as it needs to be."""

    class Answered(Message):
        """All fields were answered."""

        def __init__(self, page: AskPage, answers: dict[str, str]) -> None:
            self.page = page
            self.answers = answers
            super().__init__()

        @property
        def control(self) -> AskPage:
            """The region it came from."""
            return self.page

    class Left(Message):
        """Esc was pressed; nothing was answered."""

        def __init__(self, page: AskPage) -> None:
            self.page = page
            super().__init__()

        @property
        def control(self) -> AskPage:
            """The region it came from."""
            return self.page

    def __init__(self, fields: Sequence[Field], *, id: str | None = None, label_width: int = 10) -> None:
        self.ask = Ask(fields)
        most = max((len(each.choices) for each in fields), default=0)
        super().__init__(self.ask, id=id, label_width=label_width, height=len(fields) + most)

    def again(self) -> None:
        """Asks the same fields anew."""
        self.ask = Ask(self.ask.fields)
        self.show(self.ask)

    def pressed(self, key: str, character: str | None) -> bool:
        """As any form; Esc leaves it."""
        if key == "escape":
            self.post_message(self.Left(self))
            return True
        return super().pressed(key, character)

    def _came(self, outcome: Outcome) -> bool:
        if outcome.saved:
            self.post_message(self.Answered(self, dict(self.ask.answers)))
        return super()._came(outcome)
