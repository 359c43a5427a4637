"""How a verb says no."""

from __future__ import annotations

from fgsp_cli.fortios.replies import Reply


class Refused(Exception):
    """The unit does not take the line; `reply` is what it prints."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text)
        self.reply = reply
