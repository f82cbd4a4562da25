"""A hall as a file: its name, windows, posts, people, villages, and where it departs from its rulebook.

Five practice halls and one invented town ship in `data/halls`. A hall in use is set up once from such
a file and lives in its database from then on; nothing reads the file again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from counter.domain.hall.files.datafile import Plain, checked, read
from counter.domain.hall.rights import Role
from counter.domain.hall.rulebook import Override
from counter.domain.refusals import Refusal
from counter.locate import data_dir

Text = Annotated[str, Field(min_length=1)]
Digits = Annotated[str, Field(pattern=r"^[0-9]+$")]
Count = Annotated[int, Field(ge=0)]

_IN_HALL = frozenset(Role) - {Role.LEADER_IN_CHARGE, Role.MAIN_LEADER, Role.DISCIPLINE, Role.VILLAGE_AGENT}


class UnknownHall(Refusal):
    """No hall file of that name ships."""

    says = "没有叫“{name}”的大厅，可用的有：{known}。"


class Town(Plain):
    """Whom the hall serves, and how it is reached."""

    name: Text
    county: str = ""
    address: str = ""
    phone: str = ""
    complaint_phone: str = ""
    hotline: str = ""
    registered: Count = 0
    resident: Count = 0


class WindowEntry(Plain):
    """A window: a place in the hall, with the letter of its queue tickets."""

    code: Text
    name: Text
    letter: str = ""


class PostEntry(Plain):
    """A post at a window, held by A and, in A's absence, by B."""

    code: Text
    name: Text
    window: Text
    a: Digits
    b: Annotated[str, Field(pattern=r"^[0-9]*$")] = ""
    serves: tuple[Text, ...] = ()
    """The catalogue's window names whose items come here; the window itself where none is given."""
    seals: tuple[Text, ...] = ()

    @property
    def businesses(self) -> tuple[str, ...]:
        """The catalogue's window names that this post serves."""
        return self.serves or (self.window,)


class DepartmentEntry(Plain):
    """A body that examines its part of joint cases, by the name that items give it."""

    name: Text
    post: str = ""
    """The post at which it sits in the hall, if it has one."""
    phone: str = ""


class StaffEntry(Plain):
    """Somebody who works in or for the hall."""

    no: Digits
    name: Text
    roles: tuple[Annotated[Role, Field(strict=False)], ...] = Field(min_length=1)
    sex: Literal["男", "女", ""] = ""
    title: str = ""
    phone: str = ""
    employment: str = ""
    """公务员, 事业编, 公益性岗位 …"""
    joined: Annotated[str, Field(pattern=r"^(\d{4}-\d{2})?$")] = ""
    """参加工作, as year and month: the annual leave follows from it."""
    village: str = ""
    """Where a village agent works."""

    @property
    def in_hall(self) -> bool:
        """Whether the person's place of work is the hall: leaders and village agents have another."""
        return any(role in _IN_HALL for role in self.roles)


class VillageEntry(Plain):
    """A village or community."""

    code: Text
    name: Text
    kind: Literal["村", "社区"] = "村"
    groups: Count = 0
    households: Count = 0
    people: Count = 0
    km: Annotated[float, Field(ge=0)] = 0.0
    """By road to the hall."""
    far: bool = False


class NamePool(Plain):
    """Parts from which residents are named; the first surnames are the commonest."""

    surnames: tuple[Text, ...] = Field(min_length=1)
    male: tuple[Text, ...] = Field(min_length=1)
    female: tuple[Text, ...] = Field(min_length=1)
    compound: tuple[Text, ...] = ()
    """Surnames of two characters."""
    rare: tuple[Text, ...] = ()
    """Characters that old programs and fonts stumble over."""
    whole_male: tuple[Text, ...] = ()
    """Whole names with a middle dot."""
    whole_female: tuple[Text, ...] = ()


class HallFile(Plain):
    """One hall."""

    id: Text
    name: Text
    code: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    """What case numbers begin with (QJ-20261120-0031)."""
    short: Text
    """What paper numbers begin with (禾垭便民受〔2026〕…)."""
    rulebook: Text
    town: Town
    rules: Mapping[str, Any] = Field(default_factory=dict)
    """Values of the rulebook that this hall sets otherwise, by dotted path."""
    windows: tuple[WindowEntry, ...] = Field(alias="window", min_length=1)
    posts: tuple[PostEntry, ...] = Field(alias="post", min_length=1)
    staff: tuple[StaffEntry, ...] = Field(min_length=1)
    villages: tuple[VillageEntry, ...] = Field(alias="village", min_length=1)
    departments: tuple[DepartmentEntry, ...] = Field(default=(), alias="department")
    names: NamePool | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> HallFile:
        _once("窗口编号", (window.code for window in self.windows))
        _once("岗位编号", (post.code for post in self.posts))
        _once("工号", (person.no for person in self.staff))
        _once("村编号", (village.code for village in self.villages))
        windows = {window.code for window in self.windows}
        numbers = {person.no for person in self.staff}
        villages = {village.name for village in self.villages} | {""}
        for post in self.posts:
            _known(f"岗位 {post.code} 的窗口", post.window, windows)
            _known(f"岗位 {post.code} 的A岗", post.a, numbers)
            _known(f"岗位 {post.code} 的B岗", post.b, numbers | {""})
            if post.a == post.b:
                raise ValueError(f"岗位 {post.code} 的A岗和B岗不能是同一人")
        _once("部门", (department.name for department in self.departments))
        for department in self.departments:
            _known(f"部门 {department.name} 的岗位", department.post, {post.code for post in self.posts} | {""})
        for person in self.staff:
            _known(f"工号 {person.no} 的村", person.village, villages)
        return self

    def own_rules(self, since: date) -> list[Override]:
        """The rules that the hall sets otherwise, from a day on."""
        return [
            Override(path, list(value) if isinstance(value, tuple) else value, since, f"{self.name}自定")
            for path, value in self.rules.items()
        ]

    def person(self, no: str) -> StaffEntry | None:
        """Who has the staff number."""
        return next((person for person in self.staff if person.no == no), None)

    def posts_for(self, business: str) -> tuple[PostEntry, ...]:
        """The posts where items of this business (an item's `window`) are handled."""
        return tuple(post for post in self.posts if business in post.businesses)


def load_hall(name: str | Path) -> HallFile:
    """The hall of a shipped name (`demo`, `qiujia` …) or of a file.

    Raises:
        UnknownHall: No hall of that name ships.
        DataFileMissing: The file cannot be opened.
        DataFileUnreadable: It is not TOML.
        DataFileBroken: A key is missing, unknown or does not fit the others.
    """
    path = name if isinstance(name, Path) else _shipped(name)
    return checked(HallFile, read(path), file=path.name, entry="大厅")


def shipped_halls() -> tuple[str, ...]:
    """The names of the halls that ship."""
    folder = data_dir() / "halls"
    return tuple(sorted(path.stem for path in folder.glob("*.toml") if path.stem != "volumes"))


def _shipped(name: str) -> Path:
    known = shipped_halls()
    if name not in known:
        raise UnknownHall(name=name, known="、".join(known))
    return data_dir() / "halls" / f"{name}.toml"


def _once(what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{what} {value} 写了两次")
        seen.add(value)


def _known(what: str, value: str, among: Iterable[str]) -> None:
    if value not in set(among):
        raise ValueError(f"{what} {value} 在本文件中没有")
