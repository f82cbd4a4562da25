"""A screen writes over nothing that is not meant for it: neither what its bases do by themselves, nor Textual's own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any, final

import pytest
from textual.app import App
from textual.widget import Widget

import counter.app
import counter.screens
from counter.screens.attendance.signing_screen import SigningScreen
from counter.screens.kit.screen import HallScreen
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.scanned import Scanned

MEANT = {"compose", "render_line", "_extend_compose", "get_default_screen", "exit", "_handle_exception"}
"""What the kit says otherwise than Textual, knowingly; handlers (`on_…`) do not write over one another."""


def every(cls: type) -> Iterator[type]:
    for below in cls.__subclasses__():
        yield below
        yield from every(below)


def classes() -> list[type]:
    for package in (counter.screens, counter.app):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
    found = {*every(Widget), *every(App), Scanned, *every(Scanned)}
    own = [each for each in found if each.__module__.startswith("counter.")]
    return sorted(own, key=lambda each: (each.__module__, each.__qualname__))


CLASSES = classes()


def is_final(value: Any) -> bool:
    return getattr(value.fget if isinstance(value, property) else value, "__final__", False)


def written_over(cls: type) -> set[str]:
    """The names of a class that a base keeps for itself."""
    bases = cls.__mro__[1:]
    return {name for name in vars(cls) if any(is_final(vars(base).get(name)) for base in bases)}


def of_textual(cls: type) -> set[str]:
    """The names of a class that are Textual's, of a method or a property, and not meant to be written over."""
    bases = [each for each in cls.__mro__[1:] if each.__module__.startswith("textual.")]
    own = {name for name in vars(cls) if not name.startswith(("__", "on_"))} - MEANT
    return {name for name in own for base in bases
            if callable(vars(base).get(name)) or isinstance(vars(base).get(name), property)}  # fmt: skip


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: f"{cls.__module__.rpartition('.')[2]}.{cls.__name__}")
def test_a_screen_takes_no_name_that_is_kept(cls: type) -> None:
    assert written_over(cls) == set()
    assert of_textual(cls) == set()


def test_the_handler_of_f9_is_kept_and_a_screen_that_takes_it_is_found() -> None:
    assert is_final(HallScreen.explain) and ListScreen in CLASSES and SigningScreen in CLASSES

    class Taking(HallScreen[None]):
        def explain(self) -> None: ...  # type: ignore[misc]

        def refresh(self) -> None: ...  # type: ignore[override]

    assert written_over(Taking) == {"explain"}
    assert "refresh" in of_textual(Taking)


def test_what_is_kept_may_be_kept_below_its_base() -> None:
    """A base that says otherwise what its own base does, and keeps that, is no clash with itself."""

    class Base:
        def act(self) -> None: ...

    class Below(Base):
        @final
        def act(self) -> None: ...

    assert written_over(Below) == set()
