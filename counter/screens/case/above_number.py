"""The number that the platform above gave a case: what is to be typed there, and the field for its number.

On the list of what is not entered yet (未录平台) Enter opens it, Enter keeps the number, and the next row follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from counter.domain.casework.acts import platform
from counter.domain.casework.case.events import CaseAt, read
from counter.domain.hall.residents import citizens
from counter.screens.kit.ask import Field
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.session import Session, new_token


def to_retype(session: Session, case: CaseAt) -> tuple[str, ...]:
    """A case in the order of the form above, numbers whole and so journalled.

    Raises:
        Refusal, StorageFault: where it cannot be read or journalled.
    """
    with session.act() as work:
        citizens.reveal(work, int(case.row["applicant_id"]), case.id)
    with session.look() as connection:
        form = platform.form_of(session.hall, connection, case)
    return tuple(f"{name}：{value}" for name, value in form)


def number_field(case: CaseAt) -> Field:
    """The field for its number, which stands there where it is put right."""
    return Field("number", "平台给的编号", default=case.life.entered_above)


def number_screen(session: Session, case_id: int, done: Callable[[str], None]) -> AskScreen[str]:
    """Asks for the number of one case of the list.

    Args:
        session: Who sits here.
        case_id: The case.
        done: What follows, with what is to be said.

    Raises:
        Refusal, StorageFault: where the case cannot be read.
    """
    with session.look() as connection:
        case = read(session.hall, connection, case_id)
    session.tried(lambda work: platform.enter_above(work, case_id, case.number))
    token, rev = new_token(), cast("int", case.row["rev"])

    def keep(number: str) -> str:
        with session.act(token=token) as work:
            after = platform.enter_above(work, case_id, number, rev=rev)
        return f"已登记上级平台编号 {after.life.entered_above}（{case.short}）。"

    async def do(answers: dict[str, str]) -> str:
        return await asyncio.to_thread(keep, answers["number"])

    above = to_retype(session, case)
    return AskScreen(f"录入上级平台  {case.short}", (number_field(case),), do, done, above=above)
