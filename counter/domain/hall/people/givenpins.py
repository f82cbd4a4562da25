"""PINs given out: hashed for the hall, and on paper for the person, once.

The papers are never stored: what is printed on them stands nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from counter.domain.hall.people.pins import Given, calibrated, hashed
from counter.domain.paper import Fields, Paper, Signatures, Table, Text

_RULE = "首次登录时必须改成自己的密码。密码只告诉本人，不写在纸上，不告诉别人。"


def hashed_all(pins: Mapping[str, str]) -> dict[str, Given]:
    """The hashes of PINs by staff number, at a cost that fits this machine."""
    cost = calibrated()
    with ThreadPoolExecutor(max_workers=2) as pool:
        hashes = pool.map(lambda pin: hashed(pin, cost), pins.values())
        return {no: Given(each) for no, each in zip(pins, hashes, strict=True)}


def slip(hall: str, no: str, name: str, pin: str, moment: datetime) -> Paper:
    """One person's slip."""
    return Paper(
        kind="pin-slip", title="初始密码单", hall=hall, number="",
        blocks=(
            Fields((("工号", no), ("姓名", name), ("发放时间", f"{moment:%Y-%m-%d %H:%M}"))),
            Text(f"初始密码：{pin}", "large"),
            Text(_RULE),
        ),
        copies=("本人",), names=(name,),
    )  # fmt: skip


def pin_list(hall: str, people: Iterable[tuple[str, str, str]], moment: datetime) -> Paper:
    """The list for a whole new hall, to be cut up and handed out.

    Args:
        hall: Its name.
        people: Number, name and PIN of each.
        moment: When it was made.
    """
    rows = tuple(people)
    return Paper(
        kind="pin-list", title="初始密码表", hall=hall, number="",
        blocks=(
            Text(f"{moment:%Y-%m-%d %H:%M}建立大厅时发放，逐人裁开，当面交给本人。"),
            Table(("工号", "姓名", "初始密码", "领取签名"), tuple((*row, "") for row in rows), (2, 3, 4, 4), "lllc"),
            Text(_RULE),
            Signatures(("中心主任",)),
        ),
        form="A4", copies=("主任",), names=tuple(name for _, name, _ in rows),
    )  # fmt: skip
