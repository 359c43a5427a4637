"""What a reboot brings back: with `cfg-save` manual or revert, no more than what was saved
[facts/cli-behaviour.md#5.4].
"""

from __future__ import annotations

from collections.abc import Callable

from fgsp_cli.fortios.interpreter import Store
from fgsp_cli.lab.timer import Later, Timer


class Flash:
    """The saved configuration of one unit. The mode that holds after a change decides whether that change is saved."""

    def __init__(
        self, store: Store, *, read: Callable[[str, str], str], later: Later, revert: Callable[[], object]
    ) -> None:
        self._store, self._read, self._later, self._revert = store, read, later, revert
        self.root = store.root
        self._timer: Timer | None = None
        store.listeners.append(self._changed)

    def save(self) -> bool:
        """`execute cfg save`: whether there was anything to save."""
        is_changed = self.root is not self._store.root
        self.root = self._store.root
        self._stop()
        return is_changed

    def load(self) -> None:
        """Go back to what was saved."""
        self._stop()
        self._store.take(self.root)

    def _changed(self, store: Store) -> None:
        mode = self._read("system global", "cfg-save")
        if mode == "automatic":
            self.save()
        elif mode == "revert" and self._timer is None and self.root is not store.root:
            seconds = float(self._read("system global", "cfg-revert-timeout"))
            self._timer = self._later(seconds, self._revert)

    def _stop(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
