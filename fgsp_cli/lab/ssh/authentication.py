# ruff: noqa: ARG002 (asyncssh says what its callbacks are given)
"""Who gets in, and how: password, public key, keyboard-interactive, a one-time code
[facts/cli-behaviour.md#1.5, likely].
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import asyncssh

if TYPE_CHECKING:
    from fgsp_cli.lab.spec import Login
    from fgsp_cli.lab.unit import Unit

_Challenge: TypeAlias = tuple[str, str, str, Sequence[tuple[str, bool]]]
"""Title, instructions, language, and prompts, each with whether its answer is echoed."""
_PASSWORD: _Challenge = "", "", "", [("Password: ", False)]
_CODE: _Challenge = "", "", "", [("Token Code: ", False)]


class Authentication(asyncssh.SSHServer):
    """The part of one connection that comes before its channels."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._login: Login | None = None
        self._passed = False
        """Whether the password has been given, and a code is waited for."""

    def password_auth_supported(self) -> bool:
        """Not for somebody who has a code to give too."""
        return self._offers("password") and not (self._login and self._login.token)

    def validate_password(self, username: str, password: str) -> bool:
        """As it is now: it may have been changed since the unit was made."""
        return self._login is not None and self._unit.password_of(self._login) == password

    def kbdint_auth_supported(self) -> bool:
        """Where the unit offers it."""
        return self._offers("keyboard-interactive")

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> _Challenge:
        """Ask for the password first, then for a code if there is one."""
        self._passed = False
        return _PASSWORD

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool | _Challenge:
        """The password, and behind it the code of whoever has one."""
        login, said = self._login, "".join(responses)
        if login is None:
            return False
        if self._passed:
            return said == login.token
        self._passed = self.validate_password(username, said)
        return _CODE if self._passed and login.token else self._passed

    def public_key_auth_supported(self) -> bool:
        """For somebody who has a key."""
        return self._offers("publickey") and self._login is not None and bool(self._login.authorized_keys)

    def _offers(self, method: str) -> bool:
        return method in self._unit.spec.authentication

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """One of the keys that the administrator has."""
        allowed = self._login.authorized_keys if self._login else ()
        return key.public_data in {asyncssh.import_public_key(line).public_data for line in allowed}
