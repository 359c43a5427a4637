"""The password that a unit forces its administrator to choose [transcript session-factoryreset-login, confirmed]."""

from __future__ import annotations

from collections.abc import Callable

_FORCED = "You are forced to change your password. Please input a new password.\n"
_NEW, _AGAIN = "New Password:", "Confirm Password:"


class PasswordChoice:
    """The dialogue: what is typed twice is the new password, and anything else starts it anew [not established]."""

    def __init__(self, chosen: Callable[[str], None]) -> None:
        self.done = False
        self._chosen = chosen
        self._typed = b""
        self._first: bytes | None = None

    @property
    def text(self) -> str:
        """The text that asks for a new password."""
        return f"{_FORCED}{_NEW}"

    def key(self, key: bytes) -> str:
        """One key: what is said to it."""
        if key not in (b"\r", b"\n"):
            self._typed += key
            return ""
        word, self._typed = self._typed, b""
        if self._first is None and word:
            self._first = word
            return f"\n{_AGAIN}"
        if word and word == self._first:
            self.done = True
            self._chosen(word.decode("utf-8", "surrogateescape"))
            return "\n"
        self._first = None
        return f"\n{_NEW}"
