"""What a `try` statement asks, as functions; untyped IR calls them, and none stays in typed IR."""

from __future__ import annotations


def attempt(*classes) -> bool:
    """True while the body is run; false once it has raised an error of one of the classes, of
    which each is what one handler names."""
    raise NotImplementedError


def passing() -> bool:
    """As `attempt`; false once the body has raised what a `try` statement around this one takes."""
    raise NotImplementedError


def caught_by(index: int) -> bool:
    """True where the error is for this handler."""
    raise NotImplementedError


def caught_error() -> BaseException:
    """The error that is being handled."""
    raise NotImplementedError
