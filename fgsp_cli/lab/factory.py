"""The configuration a unit starts with: what its settings say, and the user's own text laid over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Interface

from fgsp_cli.fortios import Release, Spans
from fgsp_cli.lab.spec import UnitSpec

VDOM_ADMIN = Spans.of([["0.0.0", "6.0.999"]])
"""Releases that know no other mode than all VDOMs or none."""
_HEADER = re.compile(r"#config-version=[^\n]*\n(?:#[^\n]*\n)*")
_CAPTURED = re.compile(r"^[^\n\"]*#config-version=", re.MULTILINE)
"""Behind what a terminal had printed before: a prompt stands on the same line
[facts/cli-behaviour.md#1.6a, confirmed]."""
_HOSTNAME = re.compile(
    r"^config system global[ \t\r]*\n(?:[ \t]*(?:set|unset) .*\n)*?[ \t]*set hostname ", re.MULTILINE
)
_PARTS = re.compile(r"^config (?:global|vdom)[ \t\r]*$", re.MULTILINE)


def has_vdom_parts(config: str) -> bool:
    """Whether the text is laid out for a unit with VDOMs: `config global` and `config vdom`
    [facts/cli-behaviour.md#3.4].
    """
    return _PARTS.search(config) is not None


def starting_configuration(spec: UnitSpec, header: str) -> str:
    """The text to load. Where the user's own text says something else than the settings, it comes last and wins."""
    captured = _CAPTURED.search(spec.config)
    match = _HEADER.search(spec.config, captured.start()) if captured else None
    header, config = (match.group(), spec.config[match.end() :]) if match else (header, spec.config)
    named = _HOSTNAME.search(config) is not None
    own = "".join(f"{line}\n" for line in _own_settings(spec, named=named, whole=match is not None))
    if not (spec.vdom_names or has_vdom_parts(config)):
        return header + own + config
    names = "".join(f"edit {name}\nnext\n" for name in spec.vdom_names)
    listed = f"config vdom\n{names}end\n" if names else ""
    if has_vdom_parts(config):
        return f"{header}\n{listed}config global\n{own}end\n{config}"
    return f"{header}\n{listed}config global\n{own}{_closed(config)}end\n"


def _closed(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _own_settings(spec: UnitSpec, *, named: bool, whole: bool) -> Iterator[str]:
    """`named`: the text sets the host name itself. `whole`: it is all that `show` prints, tables at default too."""
    yield from _global(spec, named=named)
    if spec.ha_mode != "standalone" or spec.standalone_config_sync:
        yield from _ha(spec)
    if spec.central_management != "none":
        yield from ("config system central-management", f"    set type {spec.central_management}", "end")
    if spec.vdom_exceptions:
        yield from _exceptions(spec)
    if spec.interfaces is not None:
        yield from _interfaces(spec)
    if not whole or spec.pager != "more":
        yield "config system console"
        if spec.pager != "more":
            yield f"    set output {spec.pager}"
        yield "end"
    if spec.vdom_names:
        yield from _properties(spec.vdom_names)


def _global(spec: UnitSpec, *, named: bool) -> Iterator[str]:
    if named and spec.cfg_save == "automatic" and not spec.vdom_names:
        return
    yield "config system global"
    if not named:
        yield f'    set hostname "{spec.hostname or spec.name}"'
    if spec.cfg_save != "automatic":
        yield f"    set cfg-save {spec.cfg_save}"
    if spec.vdom_names:
        yield f"    set {_vdom_mode(spec)}"
    yield "end"


def _vdom_mode(spec: UnitSpec) -> str:
    """How the VDOMs are switched on: `vdom-admin` up to 6.0 [facts/cli-behaviour.md#5.2, confirmed]."""
    if Release.parse(spec.fortios) in VDOM_ADMIN:
        return "vdom-admin enable"
    return f"vdom-mode {'split-vdom' if spec.split_task else 'multi-vdom'}"


def _ha(spec: UnitSpec) -> Iterator[str]:
    yield "config system ha"
    if spec.ha_mode != "standalone":
        yield f"    set mode {spec.ha_mode}"
    if spec.standalone_config_sync:
        yield "    set standalone-config-sync enable"
    yield "end"


def _exceptions(spec: UnitSpec) -> Iterator[str]:
    yield "config system vdom-exception"
    for number, name in enumerate(spec.vdom_exceptions, 1):
        yield from (f"    edit {number}", f"        set object {name}", "    next")
    yield "end"


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
