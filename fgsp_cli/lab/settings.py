"""Objects outside FGSP whose defaults a client reads: `system console` and `system global`.

The interpreter keeps such objects as they were typed and knows no defaults for them. The attributes and defaults here
are those of full outputs [backups showfull-FG100E-7.2.13; facts/cli-behaviour.md#1.5, #1.6a, #5.4, confirmed]; a real
`system global` has many more.
"""

from __future__ import annotations

from collections.abc import Mapping

from fgsp_cli.fortios import EMPTY, Node, Setting, Spans
from fgsp_cli.lab.unit_identity import Identity

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


def value(tree: Node, identity: Identity, path: str, name: str) -> str:
    """The value of one attribute, its default if nothing is set; an empty text if there is no such attribute."""
    stored = (tree.child(path) or EMPTY).settings.get(name)
    setting = _defaults(identity, path, name).get(name) if stored is None or stored.unset else stored
    return " ".join(setting.words) if setting else ""


def effective(tree: Node, identity: Identity, path: str) -> dict[str, Setting]:
    """All attributes of an object, those with their defaults too, in the order of `get`."""
    settings = _defaults(identity, path)
    stored: Node = tree.child(path) or EMPTY
    changed = {name: setting for name, setting in stored.settings.items() if not setting.unset}
    return dict(sorted({**settings, **changed}.items())) if path == "system global" else {**settings, **changed}


def _defaults(identity: Identity, path: str, only: str = "") -> dict[str, Setting]:
    """What the unit's release has there, or just one attribute of it."""
    settings: dict[str, Setting] = {}
    for name, default, spans in _DEFAULTS[path]:
        if only in ("", name) and identity.release in spans:
            raw = default.format(model=identity.model)
            settings[name] = Setting(words=(raw.strip('"'),), raw=raw)
    return settings
