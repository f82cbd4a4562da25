"""Posts as people name them: by code, by name, by their window, by who holds them."""

from __future__ import annotations

from collections.abc import Iterable

from counter.domain.hall.opened import Hall, PostOf
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


def _named(posts: Iterable[PostOf]) -> str:
    return "、".join(f"{post.code} {post.name}" for post in posts)
