"""What a `fortios:` means: a release, or a branch that stands for all of its releases."""

from __future__ import annotations

from fgsp_cli.fortios import Dialect, Release, dialect, is_branch, schema

FORM = "a release such as 7.4.4, or a branch such as 7.4"


class NoRelease(ValueError):
    """The text names no release that has a state."""

    def __init__(self, message: str, allowed: str) -> None:
        super().__init__(message)
        self.message = message
        self.allowed = allowed


def is_release(text: str) -> bool:
    """Whether the text has the form of a release or of a branch."""
    name = text.strip().removeprefix("v")
    try:
        number = Release.parse(f"{name}.0" if is_branch(text) else text)
    except ValueError:
        return False
    return name in (number.branch, str(number))  # not 7.04.4, which no unit says that it runs


def dialects(text: str | Release) -> tuple[Dialect, ...]:
    """The releases that a text stands for, the newest last: of a branch those that its others are like."""
    if isinstance(text, str) and is_branch(text):
        try:
            return tuple(dialect(release) for release in schema().releases_of(text))
        except LookupError:
            known = ", ".join(branch.name for branch in schema().branches)
            raise NoRelease("is no branch that this program knows", known) from None
    try:
        return (dialect(text),)
    except ValueError:
        raise NoRelease("is no FortiOS release", FORM) from None
    except LookupError:
        message = "is older than the first release whose FGSP this program can write"
        raise NoRelease(message, f"{schema().oldest} and later") from None
