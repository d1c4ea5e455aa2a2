"""A long loop -> the same loop, watched: how steps let the command line show where they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[Sequence[T], str], Iterable[T]]
"""Takes what will be worked on and what is being done; gives it back one by one."""


def quiet(things: Sequence[T], doing: str) -> Iterable[T]:  # noqa: ARG001  # the shape of Progress
    """Show nothing."""
    return things
