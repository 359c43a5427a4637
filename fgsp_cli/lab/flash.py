"""What a reboot brings back: with `cfg-save` manual or revert, no more than what was saved [cli-behaviour 5.4]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fgsp_cli.fortios.interpreter import Store
from fgsp_cli.lab.commands.objects import value

if TYPE_CHECKING:
    import asyncio

    from fgsp_cli.lab.unit import Unit


class Flash:
    """The saved configuration of one unit. The mode that holds after a change decides whether that change is saved."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self.root = unit.store.root
        self._timer: asyncio.TimerHandle | None = None
        unit.store.listeners.append(self._changed)

    @property
    def unsaved(self) -> bool:
        """Whether a reboot would lose something."""
        return self.root is not self._unit.store.root

    def save(self) -> None:
        """`execute cfg save`."""
        self.root = self._unit.store.root
        self._stop()

    def load(self) -> None:
        """Go back to what was saved."""
        self._stop()
        self._unit.store.take(self.root)

    def _changed(self, store: Store) -> None:
        mode = value(self._unit, "system global", "cfg-save")
        if mode == "automatic":
            self.save()
        elif mode == "revert" and self._timer is None and self.root is not store.root:
            seconds = float(value(self._unit, "system global", "cfg-revert-timeout"))
            self._timer = self._unit.later(seconds, self._unit.reboot)

    def _stop(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
