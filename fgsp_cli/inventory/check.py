"""What may stand in the files of a simple inventory.

Nornir takes misspelt keys and wrong types without a word, and a password that YAML reads as a number reaches the unit
as another one. So the files are checked node by node before Nornir sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fgsp_cli.base import (
    INTENT,
    SOURCES,
    Position,
    Problem,
    SecretRef,
    YamlList,
    YamlMap,
    YamlNode,
    YamlScalar,
    meant,
)
from fgsp_cli.inventory.hostnames import address_fault

_TEXTS = frozenset({"hostname", "username", "password", "platform"})
_CONNECTION_KEYS = ("hostname", "port", "username", "password", "platform", "extras")
_DEFAULTS_KEYS = ("hostname", "port", "username", "password", "platform", "data", "connection_options")
_ELEMENT_KEYS = (*_DEFAULTS_KEYS, "groups")
_SECRETS = frozenset({"password", "passphrase"})
_READ_AS_OTHER = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)(?:e[-+]?[0-9]+)?|[-+]?0[xob][0-9a-f_]+|[0-9]+(?::[0-5]?[0-9])+"
    r"|[-+]?\.inf|\.nan|true|false|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[ t].*)?",
    re.IGNORECASE,
)
"""Plain scalars that one or another YAML reader takes for a number, a truth value or a date."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(slots=True, kw_only=True)
class Checked:
    """What the check of an inventory's files found."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    places: dict[str, Position] = field(default_factory=dict)
    """Where each host is written."""


def check_files(hosts: YamlNode, groups: YamlNode | None, defaults: YamlNode | None) -> Checked:
    """Check the three files of a simple inventory; a missing one is None."""
    checked = Checked()
    if defaults is not None:
        _check_element(defaults, "", _DEFAULTS_KEYS, checked)
    parents = _check_elements(groups, "group", checked) if groups is not None else {}
    children = _check_elements(hosts, "host", checked)
    checked.places.update({name: key.position for name, (key, _) in children.items()})
    for _, (_, names) in [*parents.items(), *children.items()]:
        checked.problems += [_unknown_group(name, parents) for name in names if name.text not in parents]
    checked.problems += _circles({name: names for name, (_, names) in parents.items()})
    return checked


_Elements = dict[str, tuple[YamlScalar, tuple[YamlScalar, ...]]]
"""Name -> its key, and the groups that it names."""


def _check_elements(node: YamlNode, kind: str, checked: Checked) -> _Elements:
    if not isinstance(node, YamlMap):
        checked.problems.append(_wrong(node, "", f"a mapping of {kind} names"))
        return {}
    elements: _Elements = {}
    for key, value in node.items:
        checked.problems += _text_problems(key, key.text, f"the name of a {kind}")
        _check_element(value, key.text, _ELEMENT_KEYS, checked)
        elements[key.text] = (key, _group_names(value))
    return elements


def _group_names(element: YamlNode) -> tuple[YamlScalar, ...]:
    names = element.get("groups") if isinstance(element, YamlMap) else None
    items = names.items if isinstance(names, YamlList) else ()
    return tuple(item for item in items if isinstance(item, YamlScalar))


def _check_element(node: YamlNode, path: str, allowed: tuple[str, ...], checked: Checked) -> None:
    if not isinstance(node, YamlMap):
        checked.problems.append(_wrong(node, path, f"a mapping with {', '.join(allowed)}"))
        return
    for key, value in node.items:
        below = f"{path}.{key.text}" if path else key.text
        if key.text not in allowed:
            checked.problems.append(_unknown_key(key, path, allowed))
        elif key.text in _TEXTS:
            _check_text(key.text, value, below, checked)
        else:
            _check_other(key.text, value, below, checked)


def _check_other(name: str, value: YamlNode, path: str, checked: Checked) -> None:
    match name:
        case "port":
            checked.problems += _port_problems(value, path)
        case "groups":
            checked.problems += _groups_problems(value, path)
        case "connection_options":
            _check_connections(value, path, checked)
        case _ if _is_null(value):
            pass
        case _ if not isinstance(value, YamlMap):
            checked.problems.append(_wrong(value, path, "a mapping"))
        case "extras":
            _check_extras(value, path, checked)
        case _:
            checked.problems += _lab_problems(value, path)


def _check_connections(node: YamlNode, path: str, checked: Checked) -> None:
    if not isinstance(node, YamlMap):
        checked.problems.append(_wrong(node, path, "a mapping of connection names, such as netmiko"))
        return
    for key, value in node.items:
        _check_element(value, f"{path}.{key.text}", _CONNECTION_KEYS, checked)


def _check_extras(node: YamlMap, path: str, checked: Checked) -> None:
    for key, value in node.items:
        below = f"{path}.{key.text}"
        if key.text in _SECRETS:
            _check_text(key.text, value, below, checked)
        elif key.text == "proxy_jump":
            for hop in value.items if isinstance(value, YamlList) else (value,):
                if isinstance(hop, YamlMap):
                    _check_extras(hop, below, checked)


def _check_text(name: str, node: YamlNode, path: str, checked: Checked) -> None:
    if _is_null(node):
        return
    if not isinstance(node, YamlScalar):
        checked.problems.append(_wrong(node, path, "text"))
        return
    checked.problems += _text_problems(node, path, name)
    if name in _SECRETS:
        _check_secret(name, node, path, checked)
    elif name == "hostname" and (fault := address_fault(node.text)):
        checked.problems.append(
            Problem(message="is no address", position=node.position, path=path, found=node.text, hint=fault)
        )


def _check_secret(name: str, node: YamlScalar, path: str, checked: Checked) -> None:
    """A reference is right, a literal is warned about; neither is shown."""
    reference = SecretRef.parse(node.text)
    if reference is None and node.text.startswith("${"):
        allowed = ", ".join(f"${{{scheme}:...}}" for scheme in SOURCES)
        checked.problems.append(
            Problem(message="is not a reference to a secret", position=node.position, path=path, allowed=allowed)
        )
    elif reference is not None and reference.name.scheme == INTENT:
        message = "an inventory cannot refer to an intent"
        checked.problems.append(Problem(message=message, position=node.position, path=path, found=str(reference)))
    elif reference is None:
        checked.warnings.append(
            f"{node.position}: {path}: a {name} in clear text; ${{env:NAME}} keeps it out of the file"
        )


def _text_problems(node: YamlScalar, path: str, what: str) -> Iterator[Problem]:
    hidden = what in _SECRETS
    if _CONTROL.search(node.text):
        yield Problem(message=f"{what} holds control characters", position=node.position, path=path)
    if not node.quoted and (node.null or _READ_AS_OTHER.fullmatch(node.text)):
        message = f"{what} is text, but YAML reads this as something else"
        shown = "" if hidden else node.text
        yield Problem(message=message, position=node.position, path=path, found=shown, hint="put it in quotes")


def _port_problems(node: YamlNode, path: str) -> Iterator[Problem]:
    if _is_null(node):
        return
    fits = isinstance(node, YamlScalar) and not node.quoted and re.fullmatch(r"[1-9][0-9]{0,4}", node.text)
    if not fits or int(node.text) > 65535:  # type: ignore[union-attr]  # a match means it is a scalar
        yield _wrong(node, path, "a number from 1 to 65535")


def _groups_problems(node: YamlNode, path: str) -> Iterator[Problem]:
    if _is_null(node):
        return
    if not isinstance(node, YamlList):
        yield _wrong(node, path, "a list of group names")
        return
    for item in node.items:
        if isinstance(item, YamlScalar):
            yield from _text_problems(item, path, "the name of a group")
        else:
            yield _wrong(item, path, "the name of a group")


def _lab_problems(data: YamlMap, path: str) -> Iterator[Problem]:
    """A release that YAML reads as a number loses its last nought: 7.10 would be 7.1."""
    lab = data.get("lab")
    fortios = lab.get("fortios") if isinstance(lab, YamlMap) else None
    if isinstance(fortios, YamlScalar):
        yield from _text_problems(fortios, f"{path}.lab.fortios", "a release")


def _unknown_key(key: YamlScalar, path: str, allowed: tuple[str, ...]) -> Problem:
    hint = meant(key.text, allowed)
    return Problem(
        message="unknown key", position=key.position, path=path, found=key.text, allowed=", ".join(allowed), hint=hint
    )


def _unknown_group(name: YamlScalar, groups: _Elements) -> Problem:
    allowed = ", ".join(groups) or "none: there is no groups.yaml, or it is empty"
    return Problem(message="no such group", position=name.position, found=name.text, allowed=allowed)


def _circles(parents: dict[str, tuple[YamlScalar, ...]]) -> Iterator[Problem]:
    """Groups that are their own ancestors; Nornir would never come back from them."""
    for name, above in parents.items():
        visited: set[str] = set()
        ahead = list(above)
        while ahead:
            step = ahead.pop()
            if step.text == name:
                yield Problem(message=f"the group {name} is its own ancestor", position=step.position)
                break
            if step.text not in visited:
                visited.add(step.text)
                ahead += parents.get(step.text, ())


def _is_null(node: YamlNode) -> bool:
    return isinstance(node, YamlScalar) and node.null


def _wrong(node: YamlNode, path: str, allowed: str) -> Problem:
    match node:
        case YamlScalar(null=True):
            shown = "nothing"
        case YamlScalar():
            shown = "text" if any(path.endswith(name) for name in _SECRETS) else node.text
        case YamlList():
            shown = "a list"
        case YamlMap():
            shown = "a mapping"
    return Problem(message="wrong type", position=node.position, path=path, found=shown, allowed=allowed)
