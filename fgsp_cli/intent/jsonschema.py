"""The JSON Schema of the intent, made from the schema data: what editors complete and check while one types.

It is a little wider than the program: what depends on other values, and exact spelling of addresses and names, is the
program's to say. Nothing that the program takes is refused by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fgsp_cli.fortios import Attribute, Dated, Kind, Release, dialect, schema
from fgsp_cli.intent.device import Presence
from fgsp_cli.intent.read.given import HEARTBEAT, LOST_AFTER, MEMBER_ID
from fgsp_cli.intent.read.members import MOST_NUMBER
from fgsp_cli.intent.read.sections import Sections, settable
from fgsp_cli.intent.read.spelling import argument, ranges

Json = dict[str, object]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: Json = {"type": ["string", "number", "boolean"]}
"""YAML makes numbers and booleans of some names; the program takes the text as it is written."""
_FORTIOS: Json = {
    "description": "FortiOS release (7.4.4), or a branch (7.4) if all of its releases come to the same.",
    "type": ["string", "number"],
    "pattern": r"^v?\d{1,3}\.\d{1,3}(\.\d{1,3})?$",
}
_TIME: Json = {"type": "string", "pattern": r"^\d{1,6}(\.\d{1,6})?\s?(ms|s)$"}
_NAMES: Json = {"pattern": r"^[^\s/]+$"}


def json_schema(fortios: str | Release | None = None) -> Json:
    """The schema (draft 2020-12), for all releases or for what one of them knows.

    ValueError or LookupError if `fortios` is no release that has a state.
    """
    release = dialect(fortios).known_as if fortios is not None else None
    return _Maker(release).document()


class _Maker:
    def __init__(self, release: Release | None) -> None:
        self._release = release
        self._sections = Sections(schema())

    def document(self) -> Json:
        """The whole JSON schema of an intent."""
        subject = f"FortiOS {self._release}" if self._release else "all releases"
        singletons = {argument(key): self._singleton(key) for key in self._sections.singletons}
        definitions: Json = {
            "row": self._row(),
            **singletons,
            "cluster": self._cluster(),
            "member": self._member(),
            "device": self._device(),
        }
        return {
            "$schema": DRAFT,
            "title": f"fgsp intent, {subject}",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": False,
            "properties": {
                "clusters": _named("cluster", "Clusters by name; each comes to a full mesh."),
                "devices": _named("device", "Units spelled out one by one, under their names."),
            },
            "$defs": definitions,
        }

    def _common(self) -> Json:
        blocks = {argument(key): _reference(argument(key)) for key in self._sections.singletons}
        return {"fortios": _FORTIOS, **blocks, "rows": _named("row", "Several rows towards each peer, by name.")}

    def _cluster(self) -> Json:
        defaults = {argument(name): _reference("row") for name in self._sections.peer_names}
        return _object(
            {
                **self._common(),
                **defaults,
                "upgrading": {"description": "Leave out, with a warning, what a member's release lacks.", **_FLAG},
                "members": _named("member", "The units that share sessions."),
            },
            required=["members"],
        )

    def _member(self) -> Json:
        defaults = {argument(name): _reference("row") for name in self._sections.peer_names}
        exception: Json = {"anyOf": [{"const": "none"}, _reference("row")]}
        keys: Json = {
            **self._common(),
            **defaults,
            "links": _named("row", "Several links to each member, paired by name."),
            "to": {"description": "Exceptions by direction; none removes it.", **_map_of(exception)},
            "fgcp": {"description": "The units, if the member is an FGCP cluster.", **_HOSTS},
            "state": {"description": "Whether the member is there, is to be left alone, or leaves.", **_STATES},
            "number": {"description": "Member number, for ids, where no group_member_id is given.", **_NUMBER},
            **self._member_id(),
        }
        return _object({**self._row_properties(), **keys})

    def _device(self) -> Json:
        rows: Json = {"type": "array", "items": _reference("row")}
        lists = {argument(name): rows for name in self._sections.peer_names}
        blocks = {argument(key): _reference(argument(key)) for key in self._sections.singletons}
        hosts: Json = {"description": "The units, if the device is an FGCP cluster.", **_HOSTS}
        return _object({"fortios": _FORTIOS, **blocks, **lists, "fgcp": hosts})

    def _member_id(self) -> Json:
        section, key = MEMBER_ID
        attribute = self._sections.by_key[section].child(key)
        return self._properties([attribute]) if attribute else {}

    def _singleton(self, key: str) -> Json:
        section = self._sections.by_key[key]
        return {"description": section.help, **_object(self._properties(settable(section)))}

    def _row(self) -> Json:
        return {"description": "Arguments of peer rows.", **_object(self._row_properties())}

    def _row_properties(self) -> Json:
        peer = self._sections.peer
        identity: Json = {"description": "Local id of the row; derived if left out.", **_whole(1, _most(peer.limits))}
        heartbeat = _object({"interval": _TIME, argument(LOST_AFTER): _TIME})
        return {
            argument(str(peer.data["entry_key"])): identity,
            HEARTBEAT: {"description": "Heartbeat as times, whatever the release counts in.", **heartbeat},
            **self._properties(settable(peer)),
        }

    def _properties(self, attributes: Iterable[Attribute]) -> Json:
        """Each attribute under all of its spellings: an editor shows the newest first."""
        properties: Json = {}
        for attribute in attributes:
            if self._release is None or self._release in attribute.spans:
                value = {"description": self._description(attribute), **self._value(attribute)}
                properties |= {argument(name): value for name in attribute.spellings}
        return properties

    def _description(self, attribute: Attribute) -> str:
        if self._release is not None or attribute.kind.nested:
            return attribute.help
        every = ranges(attribute)
        return f"{attribute.help} FortiOS {attribute.spans}.{f' {every}.' if every and attribute.limits else ''}"

    def _value(self, attribute: Attribute) -> Json:
        limits = self._holding(attribute.limits)
        match attribute.kind:
            case Kind.INTEGER | Kind.INTERVAL:
                return _whole(min(_number(limit, "min") for limit in limits), _most(limits))
            case Kind.OPTION:
                listed = (fact.facts["values"] for fact in self._holding(attribute.options))
                words = [word for values in listed if isinstance(values, list) for word in values]
                return {"enum": list(dict.fromkeys(words))}
            case Kind.NAMES:
                return _names()
            case Kind.OBJECT:
                block = _object(self._properties(settable(attribute)))
                return {"anyOf": [block, {"type": "array", "items": block, "minItems": 1, "maxItems": 1}]}
            case Kind.TABLE:
                key = argument(str(attribute.data["entry_key"]))
                identity = _whole(1, _most(attribute.limits))
                return {"type": "array", "items": _object({key: identity, **self._properties(settable(attribute))})}
            case _:
                return dict(_FORMS.get(attribute.kind, _SCALAR))

    def _holding(self, facts: Iterable[Dated]) -> list[Dated]:
        return [fact for fact in facts if self._release is None or self._release in fact.spans]


_FLAG: Json = {"enum": [True, False, "true", "false"]}
_STATES: Json = {"enum": [presence.value for presence in Presence]}
_HOSTS: Json = {"type": "array", "items": _SCALAR, "minItems": 1}
_FORMS: Mapping[Kind, Json] = {
    Kind.IPV4: {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,3}){3}$"},
    Kind.IPV4_NET: {"type": "string", "pattern": r"^\s*\d{1,3}(\.\d{1,3}){3}(/|\s)\s*[\d.]+\s*$"},
    Kind.IPV6_NET: {"type": "string", "pattern": r"^[0-9A-Fa-f:.]+/\d{1,3}$"},
    Kind.PORT_RANGE: {"type": ["string", "integer"], "pattern": r"^\d+(-\d+)?$"},
}


def _whole(least: int, most: int) -> Json:
    """A whole number, in quotes or not."""
    return {
        "anyOf": [{"type": "integer", "minimum": least, "maximum": most}, {"type": "string", "pattern": "^[0-9]+$"}]
    }


_NUMBER: Json = _whole(0, MOST_NUMBER)


def _names() -> Json:
    name: Json = {"anyOf": [_SCALAR, _object({"name": _SCALAR}, required=["name"])]}
    return {"anyOf": [_SCALAR, {"type": "array", "items": name}]}


def _object(properties: Json, *, required: list[str] | None = None) -> Json:
    """A mapping with these keys, each with hyphens too."""
    hyphens = {name.replace("_", "-"): value for name, value in properties.items()}
    schema: Json = {"type": "object", "additionalProperties": False, "properties": {**properties, **hyphens}}
    return {**schema, "required": required} if required else schema


def _reference(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _map_of(value: Json) -> Json:
    return {"type": "object", "propertyNames": _NAMES, "additionalProperties": value, "minProperties": 1}


def _named(name: str, description: str) -> Json:
    return {"description": description, **_map_of(_reference(name))}


def _number(fact: Dated, name: str) -> int:
    return int(str(fact.facts[name]))


def _most(limits: Iterable[Dated]) -> int:
    return max((_number(limit, "max") for limit in limits), default=0)
