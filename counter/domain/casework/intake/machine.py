"""The intake machine: keys in, the form's next state out; no session, no clock, no screen.

Enter goes on to the next field that still needs something, and the last Enter saves. Numbers of fixed
length leave by themselves when they are valid, and the Enter that habit or a card reader adds then does
nothing. No digit ever saves. An identity number that arrives where none was asked for belongs to the
next person: what its digits seemed to choose is taken back, and the number is handed on.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from counter.domain.casework.intake.card_watch import Before, CardWatch
from counter.domain.casework.intake.field import Field, Needed
from counter.domain.casework.intake.fields import FIELDS
from counter.domain.casework.intake.form import Form, Lookup, next_receipt
from counter.domain.casework.intake.keys import Moved, Typewriter
from counter.domain.casework.intake.outcomes import cancelled, choose, must_be_sayable
from counter.domain.casework.intake.rows import Row, rows_of
from counter.domain.casework.intake.sheet import SELF, Sheet, Somebody
from counter.domain.hall.numbers import DigitCountWrong, may_be_secret
from counter.domain.refusals import Refusal
from counter.domain.text import mask_id

_KEPT_LATE = ("happened", "source")
_KEPT_SERIES = ("whom", "materials", "paid_by", "receipt", "amount", "fee", "fee_ground", "fee_paid", "fee_receipt")


_ONLY_ASKS = "先填来人；只是来问、不留姓名的，按 Ctrl+J 记一次咨询。"


class NotKept(Refusal):
    """So many digits as no known number has, where a person is looked for."""

    says = "这串数字有{have}位，不是证号、手机号或后四位，已经清掉，请重输。"


class AgainConfirm(Refusal):
    """The same item was taken in not long ago; a second Enter saves all the same."""

    says = "{warning}。再按 Enter 仍收。"


_ARROWS = {"left": -1, "right": 1}
_IDLE = {"enter": "enter", "ctrl+j": "enquiry", "backspace": "drop", "pageup": "reopen", "down": "drafts",
         "right": "notify"}  # fmt: skip


class Intake:
    """One form, from the person to the save."""

    def __init__(self, lookup: Lookup, typing: Typewriter, sheet: Sheet | None = None, *, series: bool = False) -> None:
        self.form = Form(lookup, sheet or Sheet(), series)
        self.last: Somebody | None = None
        """Who was served just before, for one key."""
        self.last_visit = 0
        self.last_item = ""
        self.wrong: Refusal | None = None
        """What the last key was refused for."""
        self._typing = typing
        self._step = ""
        self._leapt = False
        self._warned = False
        self._typed_at_came = ""
        self._watch = CardWatch(lookup.identify)
        self.edit = typing("")
        self.form.look()
        self.form.judge()
        self._go(self._needed())

    # -- what a key does -----------------------------------------------------------------------

    def advance(self, key: str, character: str | None) -> Moved:
        """Takes one key; a refusal is said, never raised."""
        self.wrong = None
        leapt, self._leapt = self._leapt, False
        try:
            moved = self._card(character) or self._pressed(key, character, leapt)
        except Refusal as refusal:
            self.wrong = refusal
            moved = Moved(says=refusal.sentence, problem=True)
        return moved

    def back(self) -> None:
        """To the field before, whose value stays to be changed."""
        self.wrong, self._leapt = None, False
        self._watch.forget()
        self.form.asking = ""
        names = self.steps()
        at = names.index(self._step) if self._step in names else len(names)
        if at:
            self._go(names[at - 1])

    def refresh(self) -> None:
        """Looks anew at what stands open, as after a case was handled in between."""
        self.form.look()
        self.form.judge()

    def steps(self) -> list[str]:
        """The fields that are there now, in their order."""
        return [each.name for each in FIELDS if each.there(self.form)]

    def rows(self) -> list[Row]:
        """Everything that stands on the form."""
        return rows_of(self.form, self._step, self.edit, [each for each in FIELDS if each.there(self.form)])

    @property
    def step(self) -> str:
        """The field that keys go to."""
        return self._step

    @property
    def idle(self) -> bool:
        """Whether the form waits for the next person."""
        return self._step == "came" and not self.edit.text and not self.begun

    @property
    def begun(self) -> bool:
        """Whether somebody or something was typed that must not be lost."""
        sheet = self.form.sheet
        item = bool(sheet.item) and not self.form.series or bool(self.form.choosing)
        typed = bool(self.edit.text) and not self.edit.fresh
        return sheet.came is not None or item or (self._step == "came" and typed)

    @property
    def only_asks(self) -> bool:
        """Whether an item stands there and nobody's name: somebody who asks about it need not give one."""
        return self._step == "came" and not self.edit.text and self.form.item is not None

    @property
    def _field(self) -> Field:
        return next(each for each in FIELDS if each.name == self._step and each.there(self.form))

    def _pressed(self, key: str, character: str | None, leapt: bool) -> Moved:
        if self.idle and (done := self._idly(key)) is not None:
            return done
        if key == "ctrl+j" and self.only_asks:
            return Moved(wants="asked-about")
        digit = character if character and character.isascii() and character.isdigit() else ""
        if key != "enter" and self._step == "outcome" and (said := cancelled(self.form, key, int(digit or "0"))):
            self.form.judge()
            return Moved(says=said)
        if key == "escape":
            return self._escape()
        if key == "pagedown":
            return self._turn_to_matters()
        if key in ("enter", "tab", "down"):
            if key == "enter" and leapt and self._step != "outcome":
                return Moved(wants="nothing")
            return self._enter(stop=key == "down")
        if self._step == "materials" and key in _ARROWS:
            return self._turn(self.form.paper + 1, _ARROWS[key])
        done = self._digit(int(digit)) if digit else None
        return self._typed(key, character) if done is None else done

    def _idly(self, key: str) -> Moved | None:
        """The keys of an empty form; none of them can be typed as a value."""
        match key:
            case "tab":
                return self._same_person()
            case "pagedown":
                return self._switch_series()
            case "space":
                return self._switch_late()
        wants = _IDLE.get(key)
        return Moved(wants=wants) if wants else None

    def _escape(self) -> Moved:
        """Puts aside what was begun; an empty form first ends 连办 or 补录, then is left."""
        if self.begun:
            return Moved(wants="park")
        if self.form.series:
            return self._switch_series()
        return self._switch_late() if self.form.sheet.late else Moved(wants="leave")

    def _typed(self, key: str, character: str | None) -> Moved:
        field = self._field
        if self._step in ("materials", "outcome", "choose", "other_choose", "matters"):
            return Moved(taken=bool(character))
        if self.edit.fresh and field.masked and key in ("left", "right", "home", "end"):
            return Moved()
        edit = self.edit.press(key, character)
        if edit is None:
            return Moved(taken=False)
        self.edit = edit
        if character and field.leaves(self.form, edit.text):
            return self._enter(leap=True)
        self._suggest()
        return Moved()

    def _suggest(self) -> None:
        if self._step == "item":
            text = "" if self.edit.fresh else self.edit.text
            self.form.hits = tuple(self.form.lookup.items(text))

    def _digit(self, digit: int) -> Moved | None:
        field = self._field
        if self._step == "materials":
            return self._turn(digit)
        if self._step == "outcome":
            said = choose(self.form, digit, self.last_item)
            self.form.judge()
            self._go(self._needed())
            return Moved(says=said)
        if field.pick is None or not self._picks(digit):
            return None
        if not field.pick(self.form, digit):
            return Moved()
        return self._opened() if self._step == "matters" else self._on()

    def _turn_to_matters(self) -> Moved:
        """To what the person has open, to be opened by a digit."""
        standing = self.form.standing
        if standing is None or not standing.matters:
            return Moved(says="没有在办、待补、待领的件。")
        self.form.asking = "matters"
        self._go("matters")
        return Moved()

    def _opened(self) -> Moved:
        """A case of the person instead of a new one; the form stays as it is."""
        case_id, self.form.opening, self.form.asking = self.form.opening, 0, ""
        self._go(self._needed())
        return Moved(wants="case", case=case_id)

    def _picks(self, digit: int) -> bool:
        """With something typed a digit picks an item only where it cannot belong to a code."""
        if not self.edit.text or self.edit.fresh:
            return self._step != "other"
        return self._step == "item" and not self.form.lookup.items(self.edit.text + str(digit))

    def _turn(self, digit: int, by: int = 1) -> Moved:
        item = self.form.item
        if item is not None and 1 <= digit <= len(item.materials):
            self.form.paper = digit - 1
            self.form.sheet.turn(item.materials[digit - 1], by)
            self.form.judge()
        return Moved()

    # -- going on ------------------------------------------------------------------------------

    def _enter(self, *, leap: bool = False, stop: bool = False) -> Moved:
        """Accepts the field; `stop` goes to the very next one, also where it needs nothing."""
        if self._step == "outcome":
            return Moved() if stop else self._save()
        field, text = self._field, self.edit.text
        if not self.edit.fresh:
            if field.required and not text.strip():
                return Moved(says=_ONLY_ASKS if self.only_asks else f"“{field.called(self.form)}”还没有填。")
            self._accept(field, text)
        self._typed_at_came = text.strip() if self._step == "came" else ""
        moved = self._on(stop=stop)
        self._leapt = leap
        return moved

    def _accept(self, field: Field, text: str) -> None:
        """Takes what was typed; so many digits as nobody's number has may be a PIN, and do not stay to be read."""
        try:
            field.accept(self.form, text)
        except DigitCountWrong as wrong:
            if self._step != "came" or not may_be_secret(text):
                raise
            self.edit = self._typing("", longest=field.longest)
            raise NotKept(have=wrong.facts["have"]) from None

    def _on(self, *, stop: bool = False) -> Moved:
        """The field is done: on to the next."""
        step, sheet = self._step, self.form.sheet
        if step not in sheet.done:
            sheet.done.append(step)
        if step in ("why", "returning", "declining", "weigh", "rebook_why", "matters"):
            self.form.asking = ""
        self._warned = False
        if step == "item" or (step in ("came", "choose") and sheet.item):
            self.form.look()
        self.form.judge()
        names = self.steps()
        after = names.index(step) + 1 if step in names else 0
        self._go(names[min(after, len(names) - 1)] if stop and after else self._needed())
        if step == "came" and self.form.sheet.came is None and (item := self.form.item) is not None:
            return Moved(
                says=f"没有叫“{self._typed_at_came}”的人，当作事项：{item.code} {item.name}。不是的到“事项”改。"
            )
        standing = self.form.standing
        if standing and standing.warning and step in ("item", "came", "choose", "other"):
            return Moved(says=standing.warning, problem=True)
        return Moved()

    def _needed(self) -> str:
        """The first field that still needs something."""
        done = self.form.sheet.done
        for field in FIELDS:
            if not field.there(self.form):
                continue
            open_ = field.name in ("matters", "choose", "other_choose", "outcome")
            if open_ or self._lacks(field) or (field.name not in done and field.asked(self.form)):
                return field.name
        return "outcome"

    def _lacks(self, field: Field) -> bool:
        """Whether a field that must be filled is empty."""
        if not field.required or field.name in ("came", "item", "other"):
            return field.required and field.asked(self.form)
        return not field.shown(self.form)

    def _go(self, step: str) -> None:
        self._step = step
        field = self._field
        value = "" if field.secret or field.name == "whom" else field.shown(self.form)
        value = self.form.typed if self.form.choosing == step else value
        self.edit = self._typing(value, prefilled=True, longest=field.longest)
        self._suggest()

    def _save(self) -> Moved:
        form = self.form
        must_be_sayable(form)
        warning = form.standing.warning if form.standing else ""
        if form.series and warning and not self._warned:
            self._warned = True
            raise AgainConfirm(warning=warning)
        if form.refusal is not None and not form.sheet.rebook:
            raise form.refusal
        if form.sheet.came is None or (form.verdict is None and not form.sheet.rebook):
            raise Needed(label="来人、事项")
        return Moved(saved=True, wants="save")

    # -- cards, series, the one before ---------------------------------------------------------

    def _card(self, character: str | None) -> Moved | None:
        """An identity number over fields that asked for none: the form as it was, and the next person."""
        before = Before(_copied(self.form), self._step, self.edit)
        read = self._watch.sign(character, before, wanted=self._field.takes_id)
        if read is None:
            return None
        number, self.form, self._step, self.edit = read
        return Moved(wants="next-person", typed=number)

    def _same_person(self) -> Moved:
        if self.last is None:
            return Moved(says="还没有刚办过的人。", problem=True)
        self.form.sheet.came = self.last
        self.form.sheet.visit = self.last_visit
        self.form.look()
        return self._on()

    def _switch_series(self) -> Moved:
        if self.form.series:
            self.form.series, self.form.sheet = False, self._clean()
            self._go(self._needed())
            return Moved(says="连办结束。")
        if not self.last_item:
            return Moved(says="先办好一件，再按 PgDn 连办同一事项。", problem=True)
        self.form.series = True
        self.form.sheet.item = self.last_item
        self.form.sheet.done += [each for each in _KEPT_SERIES if each not in self.form.sheet.done]
        self.form.judge()
        self._go(self._needed())
        return Moved(says="连办：事项不变，逐个输证号，Enter 收件。")

    def _switch_late(self) -> Moved:
        self.form.sheet = replace(self._clean(), late=not self.form.sheet.late)
        self._go(self._needed())
        return Moved(says="补录：先填发生时间、依据和核对人。" if self.form.sheet.late else "补录结束。")

    def _clean(self) -> Sheet:
        """An empty sheet that keeps what a row of late entries shares; each is checked by a colleague anew."""
        old = self.form.sheet
        if not old.late:
            return Sheet()
        done = [each for each in _KEPT_LATE if each in old.done]
        return Sheet(late=True, happened=old.happened, source=old.source, done=done)

    def following(self, person: Somebody, visit: int) -> Intake:
        """The form for the next person, after this one was saved as `visit`."""
        old, sheet = self.form.sheet, self._clean()
        if self.form.series:
            sheet = replace(
                sheet, item=old.item, channel=old.channel, marks=dict(old.marks), paid_by=old.paid_by,
                receipt=next_receipt(old.receipt), fen=old.fen, whom=SELF, fee_fen=old.fee_fen,
                fee_ground=old.fee_ground, fee_paid=old.fee_paid, fee_receipt=next_receipt(old.fee_receipt),
                done=[*sheet.done, *_KEPT_SERIES],
            )  # fmt: skip
        after = Intake(self.form.lookup, self._typing, sheet, series=self.form.series)
        after.last, after.last_visit, after.last_item = person, visit, old.item
        return after

    # -- drafts --------------------------------------------------------------------------------

    def plain(self) -> dict[str, Any]:
        """Everything that a draft keeps; a PIN being typed is left out."""
        form = self.form
        typed = "" if self._field.secret or self.edit.fresh else self.edit.text
        return {"sheet": form.sheet.plain(), "series": form.series, "asking": form.asking,
                "step": form.choosing or self._step, "typed": form.typed if form.choosing else typed}  # fmt: skip

    @classmethod
    def of(cls, plain: Mapping[str, Any], lookup: Lookup, typing: Typewriter) -> Intake:
        """The form of a draft.

        Raises:
            KeyError, TypeError, ValueError, Refusal: where the draft is no draft, or its item is gone.
        """
        intake = cls(lookup, typing, Sheet.of(plain["sheet"]), series=bool(plain["series"]))
        intake.form.asking = str(plain["asking"])
        if plain["typed"] and plain["step"] in intake.steps():
            intake._go(str(plain["step"]))
            intake.edit = typing(str(plain["typed"]), longest=intake._field.longest)
            intake._suggest()
        return intake

    @property
    def title(self) -> str:
        """Who and what, in one line."""
        return "  ".join(filter(None, (self.who_said, self.item_said))) or "空白"

    @property
    def who_said(self) -> str:
        """What a list of drafts calls the person; numbers are masked there."""
        sheet = self.form.sheet
        who = (sheet.came.name or sheet.came.id_no or sheet.came.phone) if sheet.came else self.edit.text
        return mask_id(who) if who.isascii() else who

    @property
    def item_said(self) -> str:
        """The item's name, once one is chosen."""
        return self.form.item.name if self.form.item else ""

    @property
    def far(self) -> str:
        """How far it is filled in: what it waits at."""
        return "填齐了，没有收件" if self._step == "outcome" else f"填到“{self._field.called(self.form)}”"


def _copied(form: Form) -> Form:
    return replace(form, sheet=copy.deepcopy(form.sheet))
