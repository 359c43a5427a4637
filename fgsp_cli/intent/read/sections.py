"""The sections of the schema data as an intent sees them: what may be given where."""

from __future__ import annotations

from fgsp_cli.fortios import Attribute, Kind, Schema
from fgsp_cli.intent.read.given import HEARTBEAT
from fgsp_cli.intent.read.spelling import argument, key_of


class Sections:
    """The sections of the schema data as an intent sees them."""

    def __init__(self, schema: Schema) -> None:
        self.by_key = {section.key: section for section in schema.sections}
        self.peer = self.by_key["peer"]

    @property
    def singletons(self) -> tuple[str, ...]:
        """The sections without entries: `standalone-cluster`, `ha`."""
        return tuple(key for key, section in self.by_key.items() if section.kind is Kind.SINGLETON)

    @property
    def peer_names(self) -> tuple[str, ...]:
        """The names of the table of peers, the oldest first: `cluster-sync`, `cluster-peer`."""
        top = str(self.peer.data["path"]).rpartition(" ")[2]
        nested = [child.key for section in self.by_key.values() for child in section.attributes if is_peers(child)]
        return (top, *nested)

    def elsewhere(self, name: str) -> str:
        """In which block an argument that stands at the wrong place belongs; empty if in none."""
        key = key_of(name)
        blocks = [argument(item) for item in self.singletons if _offered(self.by_key[item], key)]
        if key == HEARTBEAT or self.peer.child(key) is not None:
            blocks.append(argument(self.peer_names[0]))
        return f"it belongs in {' or '.join(blocks)}" if blocks else ""


def is_peers(attribute: Attribute) -> bool:
    """Whether it is the table of peers in its newer place, which is a section of its own to an intent."""
    return "table" in attribute.data and attribute.kind is Kind.TABLE


def settable(attribute: Attribute) -> list[Attribute]:
    """What an intent may give inside a section, an object or an entry."""
    return [child for child in attribute.attributes if child.writable and not is_peers(child)]


def _offered(section: Attribute, key: str) -> bool:
    child = section.child(key)
    return child is not None and child.writable and not is_peers(child)
