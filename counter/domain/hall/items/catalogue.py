"""The catalogue of a hall: items found by their code, or the way people name them.

An item has versions: the one in force on a day is meant, and one that was cancelled or delegated stays findable, so
that people are told where to go; it cannot be accepted (S29.10).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from counter.domain.hall.items.item import Item, ItemNotInForce, UnknownItem, refuse_ended

SHOWN = 9
"""As many as the digits 1–9 can pick."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item with all the forms by which it is found, folded once."""

    item: Item
    code: str
    spoken: tuple[str, ...]
    everything: str


class Catalogue:
    """The items of a hall, found by code or by how people call them."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = tuple(items)
        self._versions: defaultdict[str, list[_Entry]] = defaultdict(list)
        for item in sorted(self.items, key=_from_when, reverse=True):
            self._versions[_fold(item.code)].append(_entry(item))

    def by_code(self, code: str, on: date | None = None) -> Item:
        """The item of that code: the version in force on the day, or else the newest.

        Raises:
            UnknownItem: No item has the code.
            ItemNotInForce: None of its versions holds on the day.
            ItemCancelled, ItemDelegated: It was ended by then.
        """
        found = self.told(code, on)
        refuse_ended(found)
        return found

    def told(self, code: str, on: date | None = None) -> Item:
        """The same to read and tell of, also where the item was cancelled or delegated.

        Raises:
            UnknownItem, ItemNotInForce: as they say.
        """
        versions = self._versions.get(_fold(code))
        if not versions:
            raise UnknownItem(code=code)
        found = _chosen(versions, on)
        if found is None:
            newest = versions[0].item
            raise ItemNotInForce(code=newest.code, name=newest.name, day=on)
        return found.item

    def versions(self, code: str) -> tuple[Item, ...]:
        """Every version of an item, the latest first; empty where no item has the code."""
        return tuple(each.item for each in self._versions.get(_fold(code), ()))

    def current(self, on: date) -> tuple[Item, ...]:
        """The items as they hold on a day, by code; those that were ended too."""
        found = (entry.item for entry in self._current(on))
        return tuple(sorted(found, key=lambda item: item.code))

    def search(
        self,
        query: str,
        window: str | Collection[str] | None = None,
        uses: Mapping[str, int] | None = None,
        on: date | None = None,
    ) -> list[Item]:
        """At most nine items in which every word of the query occurs, the likeliest first.

        A word may be characters of the name or of an alias, their pinyin or its initials, or a part
        of the code. An empty query gives the commonest items of the window. Items that were cancelled or
        delegated come last, and only where they are asked for.

        Args:
            query: What was typed.
            window: The business, or businesses, of the clerk's own window; None for any.
            uses: How often each code was taken in here.
            on: The day whose versions are meant; the newest ones where none is given.
        """
        own = {window} if isinstance(window, str) else set(window or ())
        found = self._found(query, on)
        if not _words(query):
            found = [each for each in found if each.item.status == "open"]
            found = [each for each in found if not own or each.item.window in own]
        whole = "".join(_words(query))
        ranked = sorted(found, key=lambda each: _rank(each, whole, own, uses or {}))
        return [each.item for each in ranked[:SHOWN]]

    def called(self, query: str, on: date) -> Item | None:
        """The one item of a day that is called just so: its code, its name, or a name that people use for it.

        None where there is none, or several.
        """
        whole = "".join(_words(query))
        found = [each for each in self._found(query, on) if whole == each.code]
        found = found or [each for each in self._found(query, on) if whole in map(_fold, _names(each.item))]
        return found[0].item if len(found) == 1 else None

    def matching(self, query: str, on: date, window: str | Collection[str] | None = None) -> list[Item]:
        """Every item of a day in which every word of the query occurs; those that were ended or are to come too.

        The likeliest first, as `search` has them; all of them by code where nothing is typed.
        """
        own = {window} if isinstance(window, str) else set(window or ())
        whole = "".join(_words(query))
        words = _words(query)
        coming = [entry for entry in self._coming(on) if all(word in entry.everything for word in words)]
        found = [*self._found(query, on), *coming]
        ranked = sorted(found, key=lambda each: _rank(each, whole, own, {}) if whole else (each.item.code,))
        return [each.item for each in ranked]

    def _coming(self, on: date) -> Iterator[_Entry]:
        """Items of which no version holds yet, by their first one."""
        for versions in self._versions.values():
            later = [each for each in versions if each.item.valid_from is not None and each.item.valid_from > on]
            if later and _chosen(versions, on) is None:
                yield later[-1]

    def _found(self, query: str, on: date | None) -> list[_Entry]:
        words = _words(query)
        return [each for each in self._current(on) if all(word in each.everything for word in words)]

    def with_items(self, items: Iterable[Item]) -> Catalogue:
        """The same catalogue with further items, or further versions of known ones."""
        return Catalogue((*self.items, *items))

    def _current(self, on: date | None) -> Iterator[_Entry]:
        for versions in self._versions.values():
            if (entry := _chosen(versions, on)) is not None:
                yield entry


def _from_when(item: Item) -> tuple[date, int]:
    """Versions follow one another by the day from which they hold, then by their number."""
    return item.valid_from or date.min, item.version


def _chosen(versions: list[_Entry], on: date | None) -> _Entry | None:
    """The latest version that holds on the day; the list stands newest first."""
    return next((each for each in versions if on is None or each.item.in_force(on)), None)


def _rank(
    entry: _Entry, whole: str, own: Collection[str], uses: Mapping[str, int]
) -> tuple[bool, bool, bool, int, bool, bool, int, str]:
    """What can be accepted, own window, then use, then how well the words fit; a code typed in full is always first."""
    item = entry.item
    return (
        whole != entry.code,
        item.status != "open",
        bool(own) and item.window not in own,
        -uses.get(item.code, 0),
        whole not in entry.spoken,
        not any(each.startswith(whole) for each in (entry.code, *entry.spoken)),
        -item.volume,
        item.code,
    )


def _names(item: Item) -> tuple[str, ...]:
    return (item.name, *item.aliases)


def _entry(item: Item) -> _Entry:
    names = _names(item)
    initials = item.initials or made_initials(names)
    spoken = tuple(_fold(form) for form in (*names, *initials, *item.pinyin))
    code = _fold(item.code)
    return _Entry(item, code, spoken, "\n".join((code, *spoken)))


def made_initials(names: Iterable[str]) -> tuple[str, ...]:
    """Initials of an item that came without them; the shipped ones need no table at start."""
    from counter.domain.hall.initials import initials

    return tuple(form for name in names for form in initials(name, surname=False))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _words(query: str) -> list[str]:
    return [word for part in _normal(query).split() if (word := _fold(part))]


def _fold(text: str) -> str:
    """Letters, digits and characters only: MZ-005, mz005 and ＭＺ００５ are one."""
    return "".join(each for each in _normal(text) if each.isalnum())
