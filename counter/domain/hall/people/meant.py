"""Posts as people name them: by code, by name, by their window, by who holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from counter.domain.hall.laid_down import PostOf
from counter.domain.hall.opened import Hall
from counter.domain.refusals import Refusal


class WhichPost(Refusal):
    """What was typed names no post, or several."""

    says = "“{typed}”{found}"


def post_meant(hall: Hall, typed: str) -> PostOf:
    """The one post that a text names.

    Raises:
        WhichPost: naming those that it may be.
    """
    said = typed.strip()
    posts = tuple(hall.laid.posts.values())
    windows = {code for code, name in hall.laid.windows.items() if said in (code, name)}
    for found in (
        [post for post in posts if said in (post.code, post.name)],
        [post for post in posts if post.window in windows],
        [post for post in posts if said == post.a],
        [post for post in posts if said == post.b],
        [post for post in posts if said and said in post.name],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise WhichPost(typed=said, found=f"有几个岗位：{_named(found)}。请写岗位代码。")
    raise WhichPost(typed=said, found=f"不是这里的岗位。有：{_named(posts)}。")


@dataclass(frozen=True, slots=True)
class Handler:
    """To whom something goes: a post, or one person."""

    post: str = ""
    person: str = ""
    name: str = ""


def handler_meant(hall: Hall, typed: str) -> Handler:
    """The person or the post that a text names: a staff number or a whole name is a person.

    Raises:
        WhichPost: where it names neither.
    """
    said = typed.strip()
    people = [each for each in hall.laid.staff.values() if each.active and said in (each.no, each.name)]
    if len(people) == 1:
        return Handler(person=people[0].no, name=people[0].name)
    post = post_meant(hall, said)
    return Handler(post=post.code, name=post.name)


def _named(posts: Iterable[PostOf]) -> str:
    return "、".join(f"{post.code} {post.name}" for post in posts)
