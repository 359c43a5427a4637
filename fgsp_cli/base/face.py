"""The face of a room: what other rooms may import from it.

A room's `__init__.pyi` names what the room offers and the module that each name stands in. Type checkers read that
stub; `face` makes Python follow it, and imports a module when one of its names is first used, so that light commands
stay light.
"""

import re
from collections.abc import Callable
from importlib import import_module

_IMPORT = re.compile(r"^from \.([\w.]*) import (?:\(([^)]*)\)|([^(\n]+))$", re.MULTILINE)
"""The one form of line that a face has. Parsing the stub as Python would cost 5 ms of every start."""


def face(package: str, init: str) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """`__getattr__`, `__dir__` and `__all__` of a package, from the stub beside its `__init__.py`.

        __getattr__, __dir__, __all__ = face(__name__, __file__)

    AttributeError for a name that the stub does not have.
    """
    with open(f"{init}i", encoding="ascii") as stub:  # noqa: PTH123 - pathlib costs more than all faces together
        homes = {
            name.rpartition(" ")[2]: module
            for module, several, one in _IMPORT.findall(stub.read())
            for name in re.split(r",\s*", (several or one).strip().rstrip(","))
        }

    def lookup(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        if not homes[name]:
            return import_module(f"{package}.{name}")
        value: object = getattr(import_module(f"{package}.{homes[name]}"), name)
        return value

    names = sorted(homes)
    return lookup, lambda: names, names
