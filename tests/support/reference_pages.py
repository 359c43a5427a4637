"""The reference of the documentation, made from code and data: the keys of the intent, the commands, the exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

import fgsp_cli.api
from fgsp_cli.cli.shared.verb_group import Verb, fgsp
from fgsp_cli.fortios import dialect, schema
from fgsp_cli.intent import json_schema
from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter

_TABLE = re.compile(r"(?<=<!-- keys: )(\w+) -->\n.*?(?=<!-- end -->)", re.DOTALL)
_EXAMPLES = ("7.4.4", "500ms", "10.0.0.1", "2001:db8::/64", "10.1.0.0/16", "443-443")
Schema = dict[str, Any]


def key_tables() -> dict[str, Schema]:
    """The properties of each place of an intent, by the name that the page gives the place."""
    whole = json_schema()
    places: dict[str, Schema] = {"file": whole["properties"]}  # type: ignore[dict-item]  # JSON
    definitions: dict[str, Schema] = whole["$defs"]  # type: ignore[assignment]  # JSON
    for name, definition in definitions.items():
        places[name] = definition["properties"]
    for keys in places.values():
        for key, value in keys.items():
            if "$ref" in value:
                defined = definitions[value["$ref"].rpartition("/")[2]]
                keys[key] = {"description": defined.get("description", ""), **value}
    row = places["row"]
    places["member"] = {key: value for key, value in places["member"].items() if key not in row or key == "peerip"}
    places["session_sync_filter"] = row["session_sync_filter"]["anyOf"][0]["properties"]
    places["custom_service"] = places["session_sync_filter"]["custom_service"]["items"]["properties"]
    places["monitor_prefix"] = places["standalone_cluster"]["monitor_prefix"]["items"]["properties"]
    return {name: {key: value for key, value in keys.items() if "-" not in key} for name, keys in places.items()}


def intent_page(page: str) -> str:
    """The page with its tables as the program has them now."""
    tables = key_tables()
    return _TABLE.sub(lambda match: f"{match[1]} -->\n\n{_table(tables[match[1]])}\n", page)


def commands_page() -> str:
    """Every command with its options, as `--help` has them."""
    return "\n".join(["# Commands", "", *_sections()])


def api_page() -> str:
    """The Python API, as its own text says it."""
    text = re.sub(r"((?:^    .*\n|^\n(?=    ))+)", r"```pycon\n\1```\n", fgsp_cli.api.__doc__ or "", flags=re.MULTILINE)
    return f"# Python API\n\n{re.sub('^    ', '', text, flags=re.MULTILINE)}"


def attributes_page() -> str:
    """What the newest release of each branch accepts, as `fgsp schema` prints it."""
    show = formatter("text", Appearance()).schema
    releases = [str(branch.newest) for branch in schema().branches if branch.newest]
    parts = [f"## FortiOS {release}\n\n```text\n{show(dialect(release))}\n```\n" for release in reversed(releases)]
    head = "What `fgsp schema --fortios RELEASE` prints, for the newest known release of each branch."
    return "\n".join(["# Attributes by release", "", f"{head}\n", *parts])


def formats_page(schemas: Path) -> str:
    """The formats of each verb, and the schemas of JSON."""
    lines = [
        "# Formats",
        "",
        "`--format` says how a verb prints its result on stdout.",
        "",
        "| verb | formats |",
        "|---|---|",
    ]
    for context in commands():
        for option in context.command.params:
            if option.name == "format_name" and isinstance(option.type, click.Choice):
                lines.append(f"| `{context.command_path}` | {', '.join(f'`{name}`' for name in option.type.choices)} |")
    for path in sorted(schemas.glob("*.json")):
        title = json.loads(path.read_text(encoding="utf-8"))["title"]
        lines += ["", f"## {title}", "", "```json", path.read_text(encoding="utf-8").rstrip(), "```"]
    return "\n".join([*lines, ""])


def commands(group: click.Group = fgsp, above: click.Context | None = None) -> Iterator[click.Context]:
    """The context of every command, as the command line would make it."""
    context = click.Context(group, info_name=group.name, parent=above, **group.context_settings)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, context)
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield click.Context(command, info_name=name, parent=context, **command.context_settings)


def _sections() -> Iterator[str]:
    for context in commands():
        command, name = context.command, context.command_path
        usage = " ".join(command.collect_usage_pieces(context))
        yield from (f"## {name}", "", f"`{name} {usage}`", "", _prose(command.help or ""), "")
        rows = [record for option in command.get_params(context) if (record := option.get_help_record(context))]
        yield from ("| option | meaning |", "|---|---|")
        yield from (f"| `{option.replace('|', ' | ')}` | {_cell(_code(meaning))} |" for option, meaning in rows)
        yield ""
        examples = command.examples if isinstance(command, Verb) else ()
        if examples:
            yield "```text"
            for line, comment in examples:
                yield f"{line}\n    {comment}"
            yield from ("```", "")


def _prose(text: str) -> str:
    return "\n\n".join(_code(" ".join(part.split())) for part in text.replace("\b", "").split("\n\n"))


def _code(text: str) -> str:
    """Angle brackets would be HTML."""
    return text.replace("<", "&lt;")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _table(keys: Schema) -> str:
    rows = [
        f"| `{key}` | {_cell(_values(value))} | {_cell(value.get('description', ''))} |" for key, value in keys.items()
    ]
    return "\n".join(["| key | value | meaning |", "|---|---|---|", *rows, ""])


def _values(value: Schema) -> str:
    """In words, what a key may hold."""
    match value:
        case {"$ref": reference}:
            name = reference.rpartition("/")[2]
            return f"[`{name}`](#{name})" if name in ("standalone_cluster", "ha") else f"[a {name}](#a-{name})"
        case {"enum": options}:
            return ", ".join(f"`{option}`" for option in dict.fromkeys(str(each).lower() for each in options))
        case {"anyOf": [{"type": "integer", "minimum": least, "maximum": most}, *_]}:
            return f"{least} to {most}"
        case {"anyOf": [{"const": const}, _]}:
            return f"`{const}`, or {_values(value['anyOf'][1])}"
        case {"anyOf": [{"type": "object"}, *_]}:
            return "a mapping, below"
        case {"anyOf": [_, {"type": "array"}]} | {"type": "array", "items": {"type": ["string", *_]}}:
            return "a list of names"
        case {"type": "array", "items": {"$ref": _}}:
            return "a list of [rows](#a-row)"
        case {"type": "array"}:
            return "a list, below"
        case {"type": "object", "additionalProperties": dict(each)}:
            return f"by name: {_values(each)}"
        case {"type": "object"}:
            return "a mapping, below"
        case {"pattern": pattern}:
            return f"`{next(example for example in _EXAMPLES if re.search(pattern, example))}`"
        case _:
            return "text"
