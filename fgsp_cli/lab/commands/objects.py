"""Objects outside FGSP whose defaults a client wants to see: `system console` and `system global`.

The interpreter keeps such objects as they were typed and knows no defaults for them. The attributes and defaults here
are those of full outputs [backups showfull-FG100E-7.2.13; cli-behaviour 1.5, 1.6a, 5.4, confirmed]; a real
`system global` has many more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fgsp_cli.fortios import EMPTY, Node, Setting, Spans

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit

_ALWAYS = Spans.of([["0.0.0", None]])

_DEFAULTS: Mapping[str, tuple[tuple[str, str, Spans], ...]] = {
    "system console": (
        ("mode", "line", Spans.of([["0.0.0", "7.999.999"]])),
        ("output", "more", _ALWAYS),
        ("login", "enable", _ALWAYS),
        ("fortiexplorer", "enable", _ALWAYS),
    ),
    "system global": (
        ("admin-scp", "disable", _ALWAYS),
        ("admin-ssh-grace-time", "120", _ALWAYS),
        ("admintimeout", "5", _ALWAYS),
        ("alias", '"{model}"', _ALWAYS),
        ("cfg-revert-timeout", "600", _ALWAYS),
        ("cfg-save", "automatic", _ALWAYS),
        ("hostname", '"{model}"', _ALWAYS),
        ("post-login-banner", "disable", _ALWAYS),
        ("pre-login-banner", "disable", _ALWAYS),
        ("timezone", "04", _ALWAYS),
        ("vdom-admin", "disable", Spans.of([["0.0.0", "6.0.999"]])),
        ("vdom-mode", "no-vdom", Spans.of([["6.2.0", None]])),
    ),
}
PATHS = tuple(_DEFAULTS)


def get_object(unit: Unit, path: str) -> str:
    """`get PATH`: names padded to 20 columns; each value is followed by a blank.

    The blank was measured at `get system console` on 8.0.0 [cli-behaviour 1.6a, confirmed].
    """
    return "".join(f"{_padded(name)}{' '.join(setting.words)} \n" for name, setting in _effective(unit, path).items())


def show_full(unit: Unit, path: str) -> str:
    """`show full-configuration PATH`."""
    lines = (f"    set {name} {setting.raw}\n" for name, setting in _effective(unit, path).items())
    return f"config {path}\n{''.join(lines)}end\n"


def value(unit: Unit, path: str, name: str) -> str:
    """The value of one attribute, its default if nothing is set; an empty text if there is no such attribute."""
    stored = (unit.global_tree().child(path) or EMPTY).settings.get(name)
    setting = _defaults(unit, path, name).get(name) if stored is None or stored.unset else stored
    return " ".join(setting.words) if setting else ""


def _effective(unit: Unit, path: str) -> dict[str, Setting]:
    settings = _defaults(unit, path)
    stored: Node = unit.global_tree().child(path) or EMPTY
    changed = {name: setting for name, setting in stored.settings.items() if not setting.unset}
    return dict(sorted({**settings, **changed}.items())) if path == "system global" else {**settings, **changed}


def _defaults(unit: Unit, path: str, only: str = "") -> dict[str, Setting]:
    """What the unit's release has there, or just one attribute of it."""
    found: dict[str, Setting] = {}
    for name, default, spans in _DEFAULTS[path]:
        if only in ("", name) and unit.identity.release in spans:
            raw = default.format(model=unit.identity.model)
            found[name] = Setting(words=(raw.strip('"'),), raw=raw)
    return found


def _padded(name: str) -> str:
    return f"{name:<20}: " if len(name) < 20 else f"{name}: "
