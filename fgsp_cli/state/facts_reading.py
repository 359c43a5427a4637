"""Configuration -> facts: from the sections of a live unit, or of a backup."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from ipaddress import IPv4Interface
from types import MappingProxyType

from fgsp_cli.fortios import EMPTY, FACT_PATHS, Cut, Header, Node, Section, Status, VdomMode, cut, read_sections
from fgsp_cli.state.facts import AUTOMATIC, Facts, Interface

FACT_SECTIONS = (*FACT_PATHS, "system ha")
"""The `config` paths that facts are read from."""
_VDOM_MODES: dict[str, VdomMode] = {"no-vdom": "disable", "multi-vdom": "multiple", "split-vdom": "split-task"}
_NO_ADDRESS = IPv4Interface("0.0.0.0/0")


def facts_from_tree(
    tree: Node,
    *,
    status: Status | None = None,
    header: Header | None = None,
    vdoms: Collection[str] = (),
    answered: Collection[str] = (),
) -> Facts:
    """The facts in the sections of a tree, in the status of a live unit and in the header of a backup.

    `vdoms` are names seen elsewhere. `answered` are the paths of FACT_SECTIONS that the unit answered, or the backup
    would hold, although they are not in the tree: nothing but defaults there. Other missing ones are not readable.
    """
    sections = _Sections(tree, answered)
    mode = _vdom_mode(sections, status, header, vdoms)
    ha_mode = (status.ha_mode if status else None) or sections.value("system ha", "mode", "standalone")
    return Facts(
        release=(status.release if status else None) or (header.release if header else None),
        model=status.model if status else None,
        platform=(status.platform if status else None) or (header.model if header else None),
        serial=status.serial if status else None,
        hostname=(status.hostname if status else None) or sections.value("system global", "hostname", "") or None,
        vdom_mode=mode,
        vdoms=_vdoms(sections, mode, vdoms),
        interfaces=_interfaces(sections),
        ha_mode=ha_mode,
        ha_role=status.ha_role if status else ("standalone" if ha_mode == "standalone" else None),
        cfg_save=sections.value("system global", "cfg-save", AUTOMATIC),
        standalone_config_sync=_flag(sections.value("system ha", "standalone-config-sync", "disable")),
        vdom_exceptions=_exceptions(sections),
        central_management=sections.value("system central-management", "type", "none"),
    )


def facts_from_backup(text: str, source: str = "") -> Facts:
    """The facts in a backup or in `show` output; ConfigTextError if the text is cut off, encrypted or foreign.

    A section that cannot be read makes its facts unreadable and no error. What a text with a header does not hold is at
    its default; an excerpt says nothing of what it does not hold.
    """
    return facts_from_cut(cut(text, FACT_SECTIONS, source))


def facts_from_cut(sections: Cut) -> Facts:
    """As `facts_from_backup`, from a text whose FACT_SECTIONS were cut out; its other sections are passed over."""
    tree, broken = EMPTY, set[str]()
    for section in sections.sections:
        if section.path in FACT_SECTIONS:
            tree = _with_section(tree, section, broken)
    whole = sections.header is not None and sections.only_vdom is None
    answered = [path for path in FACT_SECTIONS if whole and path not in broken]
    return facts_from_tree(tree, header=sections.header, vdoms=_names(sections), answered=answered)


class _Sections:
    """The sections that facts are read from, split into readable and not."""

    def __init__(self, tree: Node, answered: Collection[str]) -> None:
        self.tree = tree
        self.answered = answered

    def get(self, path: str) -> Node | None:
        """The section; empty if every setting is at its default, None if it is not readable."""
        return self.tree.children.get(path) or (EMPTY if path in self.answered or path in self.tree.children else None)

    def value(self, path: str, name: str, default: str) -> str | None:
        """The first word of a setting, the default if it is not there; None if the section is not readable."""
        section = self.get(path)
        if section is None:
            return None
        setting = section.settings.get(name)
        return setting.words[0] if setting and setting.words else default


def _with_section(tree: Node, section: Section, broken: set[str]) -> Node:
    """The tree with that section laid over it, unless it stands in a VDOM or cannot be read."""
    reading = read_sections([section], strict=())
    if reading.problems:
        broken.add(section.path)
        return tree
    return tree.merged(reading.tree) if section.vdom is None else tree


def _names(node: Cut) -> tuple[str, ...]:
    return node.vdoms if node.only_vdom is None else ()


def _vdom_mode(
    sections: _Sections, status: Status | None, header: Header | None, vdoms: Collection[str]
) -> VdomMode | None:
    """As the unit says; else as the settings of the text do; else by the parts that the text has."""
    if status and status.vdom_mode:
        return status.vdom_mode
    named = sections.value("system global", "vdom-mode", "")
    if named in _VDOM_MODES:
        return _VDOM_MODES[named]
    if vdoms or (header and header.multi_vdom) or sections.value("system global", "vdom-admin", "") == "enable":
        return "multiple"
    return "disable" if header else None


def _vdoms(sections: _Sections, mode: VdomMode | None, names: Collection[str]) -> tuple[str, ...] | None:
    if names:
        return tuple(names)
    if mode == "disable":
        return ("root",)
    table = sections.get("system vdom-property")
    return tuple(table.entries) if table else None


def _interfaces(sections: _Sections) -> Mapping[str, Interface] | None:
    table = sections.get("system interface")
    if not table:  # every unit has interfaces: an empty answer is no answer
        return None
    return MappingProxyType({name: _interface(name, node) for name, node in table.entries.items()})


def _interface(name: str, node: Node) -> Interface:
    secondary = node.child("secondaryip")
    places = [node, *(secondary.entries.values() if secondary else ())]
    return Interface(
        name=name,
        vdom=_word(node, "vdom") or "root",
        addresses=tuple(address for place in places if (address := _address(place)) is not None),
        type=_word(node, "type"),
    )


def _word(node: Node, name: str) -> str:
    setting = node.settings.get(name)
    return setting.words[0] if setting and setting.words else ""


def _address(node: Node) -> IPv4Interface | None:
    """`set ip 10.1.1.1 255.255.255.0`; `0.0.0.0 0.0.0.0` is none."""
    setting = node.settings.get("ip")
    try:
        address = IPv4Interface("/".join(setting.words)) if setting and setting.words else _NO_ADDRESS
    except ValueError:
        return None
    return None if address == _NO_ADDRESS else address


def _exceptions(sections: _Sections) -> tuple[str, ...] | None:
    table = sections.get("system vdom-exception")
    return None if table is None else tuple(_word(entry, "object") for entry in table.entries.values())


def _flag(word: str | None) -> bool | None:
    return None if word is None else word == "enable"
