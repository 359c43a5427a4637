"""Other people's loggers, for the verbs that talk to units.

They log what is sent, passwords included, and Python prints their warnings even if no handler is set. What
happens on the units is reported by events (`cli.progress`), which hold no secret.
"""

from __future__ import annotations

import logging

OTHERS = ("asyncio", "asyncssh", "netmiko", "nornir", "paramiko")


def quiet() -> None:
    """Send what these libraries log nowhere; whoever has given them a handler of their own keeps it."""
    for name in OTHERS:
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.propagate = False
            logger.addHandler(logging.NullHandler())
