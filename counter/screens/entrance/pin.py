"""The screens of PINs: changing one's own, giving one out, two colleagues helping a third."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.domain.hall.glance import Sitter, find_sitter
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.preview import PreviewScreen
from counter.screens.shared.asking import AskScreen

if TYPE_CHECKING:
    from counter.domain.hall.laid_down import Person
    from counter.domain.hall.opened import Hall
    from counter.domain.paper import Paper


class PinsDiffer(Refusal):
    """The second time something else was typed."""

    says = "两次输的密码不一样，请再输一次。"


class SamePin(Refusal):
    """The new PIN is the old one."""

    says = "新密码和原来的一样，请换一个。"


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A PIN that was just given out, and for whom."""

    no: str
    name: str
    pin: str


def own_pin(
    hall: Hall, person: Person, terminal: str, done: Callable[[None], None], *, left: Callable[[], None] | None = None
) -> AskScreen[None]:
    """Changing one's own PIN, the old one asked first.

    Args:
        hall: The open hall.
        person: Whose PIN.
        terminal: The window's code.
        done: What follows when it is changed.
        left: What follows where Esc is pressed instead.
    """
    fields = (Field("old", "现在的密码", masked=True), *_new_fields())
    return AskScreen("改密码", fields, _changing(hall, person, terminal, None), done,
                     above=(_rule(hall, person), ""), left=left)  # fmt: skip


def first_pin(
    hall: Hall, person: Person, terminal: str, old: str, done: Callable[[None], None], left: Callable[[], None]
) -> AskScreen[None]:
    """Changing the PIN that was given out, right after signing on with it."""
    above = ("您现在用的是发给您的初始密码，请改成只有自己知道的密码。", _rule(hall, person), "")
    return AskScreen("改密码", _new_fields(), _changing(hall, person, terminal, old), done, above=above, left=left)


def _new_fields() -> tuple[Field, ...]:
    return (Field("new", "新密码", masked=True), Field("again", "再输一次", masked=True))


def _rule(hall: Hall, person: Person) -> str:
    from counter.domain.hall.people.pins import asked_of

    passphrase, least = asked_of(person, hall.book().security)
    return f"至少{least}{'个字符' if passphrase else '位数字'}，不能是连号、同号或工号。"


def _changing(
    hall: Hall, person: Person, terminal: str, known: str | None
) -> Callable[[dict[str, str]], Awaitable[None]]:
    async def change(answers: dict[str, str]) -> None:
        await asyncio.to_thread(_change, hall, person, terminal, known or answers["old"], answers, known is None)

    return change


def _change(hall: Hall, person: Person, terminal: str, old: str, answers: dict[str, str], verify: bool) -> None:
    from counter.domain.hall.people import pins

    new = pins.accepted_pin(answers["new"], person, hall.book().security)
    if new != answers["again"]:
        raise PinsDiffer()
    if new == old:
        raise SamePin()
    if verify:
        pins.confirm(hall, person.no, old, terminal)
    made = pins.hashed(new, pins.calibrated())
    with hall.act(person.no, terminal) as work:
        pins.change_pin(work, made)


# -- giving one out ------------------------------------------------------------------------------


def give_out(hall: Hall, actor: str, terminal: str, no: str, with_: Sequence[str] = ()) -> GivenOut:
    """Resets somebody's PIN; takes as long as a hash takes.

    Raises:
        ResetNeedsOthers: where the actor may not do it alone, or it is the own PIN.
    """
    from counter.domain.hall.people import pins

    person = hall.person(no)
    pin = pins.given_out(person, hall.book().security)
    made = pins.hashed(pin, pins.calibrated())
    with hall.act(actor, terminal) as work:
        pins.reset_pin(work, no, made, with_)
    return GivenOut(no, person.name, pin)


def reset_together(
    hall: Hall, staff: Sequence[Sitter], terminal: str, done: Callable[[GivenOut], None]
) -> AskScreen[GivenOut]:
    """Colleagues reset the PIN of a third while the director is away, each with the own PIN."""
    needed = int(hall.book().security.resetters.value)

    def number(typed: str) -> str:
        return find_sitter(staff, typed).no

    helpers = [
        field
        for at in range(1, needed + 1)
        for field in (Field(f"who{at}", f"同事{at}工号", number), Field(f"pin{at}", f"同事{at}密码", masked=True))
    ]
    fields = (Field("no", "重置谁的密码", number, hint="工号或姓名"), *helpers)

    async def reset(answers: dict[str, str]) -> GivenOut:
        return await asyncio.to_thread(_together, hall, terminal, needed, answers)

    above = (f"主任不在时，由{needed}名其他同事各输自己的密码，一起重置。", "")
    return AskScreen("重置密码", fields, reset, done, above=above)


def _together(hall: Hall, terminal: str, needed: int, answers: dict[str, str]) -> GivenOut:
    from counter.domain.hall.people import pins

    helpers = [answers[f"who{at}"] for at in range(1, needed + 1)]
    if len(set(helpers) - {answers["no"]}) < needed:
        raise pins.ResetNeedsOthers(name=hall.person(answers["no"]).name, needed=needed)
    for at, no in enumerate(helpers, 1):
        pins.confirm(hall, no, answers[f"pin{at}"], terminal)
    return give_out(hall, helpers[0], terminal, answers["no"], helpers[1:])


def slip_screen(hall: Hall, given: GivenOut) -> PreviewScreen:
    """The PIN, shown once, to be printed or told."""
    from counter.domain.clock import local
    from counter.domain.hall.people.givenpins import slip

    return paper_screen(slip(hall.name, given.no, given.name, given.pin, local(hall.clock().moment)))


def paper_screen(paper: Paper) -> PreviewScreen:
    """A paper that is kept nowhere, to be read or printed now."""
    from counter.papers.office import print_once
    from counter.papers.text import render

    return PreviewScreen(render(paper, 78), title=f"{paper.title}（只显示这一次）", on_print=lambda: print_once(paper))
