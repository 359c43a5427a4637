"""References to secrets -> secrets: the one place that looks them up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from threading import Lock

from fgsp_cli.base import (
    INTENT,
    SOURCES,
    NoSecretError,
    Problem,
    ReferenceName,
    Secret,
    SecretError,
    SecretRef,
    UsageError,
    looked_up,
    usable_sources,
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Resolver:
    """Looks up references, each once; safe to share between threads.

    `given` are the references of the intent, the inventory and the options of this call: a name that a state, a plan or
    a journal holds leads to one of these or nowhere. `literals` are the secrets that the intent holds in clear text, by
    their path in it. UsageError if the setting of the sources that may be used makes no sense.
    """

    def __init__(self, given: Iterable[SecretRef] = (), literals: Mapping[str, Secret] | None = None) -> None:
        self._given = {reference.name: reference for reference in given}
        self._literals = literals or {}
        self._known: dict[SecretRef, Secret] = {}
        self._lock = Lock()
        try:
            self._usable = usable_sources()
        except ValueError as problem:
            raise UsageError(str(problem)) from None

    def resolve(self, value: SecretRef | Secret) -> Secret:
        """The secret itself; SecretError, naming the reference, if it leads nowhere or to what FortiOS cannot take."""
        if isinstance(value, Secret):
            return value
        with self._lock:
            if value not in self._known:
                self._known[value] = self._read(value.name)
            return self._known[value]

    def named(self, name: ReferenceName) -> Secret:
        """The secret of a reference of that name; SecretError too if this call was given no such reference."""
        return self.resolve(self._reference(name))

    def check(self, name: ReferenceName) -> None:
        """SecretError if `named` would raise one, as far as that shows without reading, running or asking."""
        reference = self._reference(name)
        if reference not in self._known and name.scheme != INTENT:
            self._check_usable(name)
            with _Translated(name):
                SOURCES[name.scheme].check(name.argument)

    def _reference(self, name: ReferenceName) -> SecretRef:
        reference = self._given.get(name)
        if reference is None:
            hint = "give the intent that names it (-i), or for the secret before a rotation --old-psk"
            raise _error(name, "is not named by the intent, the inventory or an option of this command", hint)
        return reference

    def _check_usable(self, name: ReferenceName) -> None:
        if name.scheme not in self._usable:
            allowed = ", ".join(sorted(self._usable)) or "none"
            raise _error(name, f"must not be looked up: of the secret sources only {allowed} may be used")

    def _read(self, name: ReferenceName) -> Secret:
        if name.scheme == INTENT:
            text = self._literal(name)
        else:
            self._check_usable(name)
            with _Translated(name):
                text = SOURCES[name.scheme].read(name.argument)
        if not text:
            raise _error(name, "is empty")
        if _CONTROL.search(text):
            raise _error(name, "holds a line end or another control character, which no secret of FortiOS may")
        return looked_up(Secret(text))

    def _literal(self, name: ReferenceName) -> str:
        literal = self._literals.get(name.argument)
        if literal is None:
            raise _error(name, "names no secret of this intent")
        return literal.reveal()


class _Translated:
    """Errors of a source become SecretError, without what the source has read."""

    def __init__(self, name: ReferenceName) -> None:
        self._name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, NoSecretError):
            raise _error(self._name, error.message, error.hint) from None


def _error(name: ReferenceName, message: str, hint: str = "") -> SecretError:
    return SecretError([Problem(message=f"the secret {name} {message}", hint=hint)])
