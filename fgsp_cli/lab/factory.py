"""The configuration a unit starts with: what its settings say, and the user's own text laid over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Interface

from fgsp_cli.lab.spec import UnitSpec

_HEADER = re.compile(r"#config-version=[^\n]*\n(?:#[^\n]*\n)*")
_PARTS = re.compile(r"^config (?:global|vdom)[ \t\r]*$", re.MULTILINE)


def has_vdom_parts(config: str) -> bool:
    """Whether the text is laid out for a unit with VDOMs: `config global` and `config vdom` [cli-behaviour 3.4]."""
    return _PARTS.search(config) is not None


def starting_configuration(spec: UnitSpec, header: str) -> str:
    """The text to load. Where the user's own text says something else than the settings, it comes last and wins."""
    found = _HEADER.match(spec.config)
    header, config = (found.group(), spec.config[found.end() :]) if found else (header, spec.config)
    own = "".join(f"{line}\n" for line in _own_settings(spec))
    if not (spec.vdom_names or has_vdom_parts(config)):
        return header + own + config
    names = "".join(f"edit {name}\nnext\n" for name in spec.vdom_names)
    listed = f"config vdom\n{names}end\n" if names else ""
    if has_vdom_parts(config):
        return f"{header}\n{listed}config global\n{own}end\n{config}"
    return f"{header}\n{listed}config global\n{own}{_closed(config)}end\n"


def _closed(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _own_settings(spec: UnitSpec) -> Iterator[str]:
    yield "config system global"
    yield f'    set hostname "{spec.hostname or spec.name}"'
    if spec.cfg_save != "automatic":
        yield f"    set cfg-save {spec.cfg_save}"
    if spec.vdom_names:
        yield "    set vdom-mode multi-vdom"
    yield "end"
    if spec.ha_mode != "standalone":
        yield from ("config system ha", f"    set mode {spec.ha_mode}", "end")
    if spec.interfaces is not None:
        yield from _interfaces(spec)
    yield "config system console"
    if spec.pager != "more":
        yield f"    set output {spec.pager}"
    yield "end"
    if spec.vdom_names:
        yield from _properties(spec.vdom_names)


def _interfaces(spec: UnitSpec) -> Iterator[str]:
    yield "config system interface"
    for index, (name, address) in enumerate((spec.interfaces or {}).items(), 1):
        yield f'    edit "{name}"'
        yield '        set vdom "root"'
        if address:
            yield f"        set ip {IPv4Interface(address).with_netmask.replace('/', ' ')}"
        yield "        set type physical"
        yield f"        set snmp-index {index}"
        yield "    next"
    yield "end"


def _properties(vdoms: tuple[str, ...]) -> Iterator[str]:
    """`show system vdom-property` names the VDOMs [backup-FGT50E-6.0.6-multivdom, confirmed]."""
    yield "config system vdom-property"
    for index, name in enumerate(vdoms, 1):
        yield f'    edit "{name}"'
        yield f'        set description "property limits for vdom {name}"'
        yield f"        set snmp-index {index}"
        yield "    next"
    yield "end"
