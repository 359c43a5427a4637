"""YAML becomes text nodes with positions, and everything wrong in a file is reported at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from fgsp_cli.base.errors import InputError, InventoryError, Problem
from fgsp_cli.base.yamlnodes import MAX_COPIES, MAX_DEPTH, YamlList, YamlMap, YamlNode, YamlScalar, load, load_file


def plain(node: YamlNode) -> object:
    """The nodes as dicts, lists and text."""
    match node:
        case YamlMap():
            return {key.text: plain(value) for key, value in node.items}
        case YamlList():
            return [plain(item) for item in node.items]
        case YamlScalar():
            return None if node.null else node.text


def problems(text: str | bytes, *, multiline: bool = False) -> list[str]:
    """What is wrong with the text, one line each."""
    with pytest.raises(InputError) as caught:
        load(text, "f.yaml", multiline=multiline)
    return [str(problem) for problem in caught.value.problems]


def mapping(text: str) -> YamlMap:
    """The text's tree, which must be a mapping."""
    root = load(text, "f.yaml")
    assert isinstance(root, YamlMap)
    return root


def test_scalars_stay_the_text_that_was_written() -> None:
    """YAML 1.1 would make a boolean, an octal number, a float, a date and a sexagesimal of these."""
    text = "[no, 0123, 1e3, 2024-01-01, 1:30, yes, 0x1F, ' a ']"
    assert plain(load(text, "f")) == ["no", "0123", "1e3", "2024-01-01", "1:30", "yes", "0x1F", " a "]


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_null_unless_it_is_quoted(written: str) -> None:
    """`key:` and `key: null` say nothing; `key: "null"` says the word."""
    assert plain(load(f"a: {written}", "f")) == {"a": None}
    assert plain(load(f"a: '{written}'", "f")) == {"a": written}


def test_a_quoted_scalar_says_so() -> None:
    """Quotes, blocks and `!!str` mark text."""
    tree = mapping("a: x\nb: 'x'\nc: \"x\"\nd: !!str x")
    assert [value.quoted for _, value in tree.items if isinstance(value, YamlScalar)] == [False, True, True, True]


def test_every_node_knows_its_line_and_column() -> None:
    """Lines and columns count from 1, columns in characters."""
    tree = mapping("# é\nclusters:\n  édge: {members: [x, y]}\n")
    clusters = tree.get("clusters")
    assert isinstance(clusters, YamlMap)
    key, edge = clusters.items[0]
    assert isinstance(edge, YamlMap)
    members = edge.get("members")
    assert isinstance(members, YamlList)
    assert [str(node.position) for node in (key, edge, members.items[1])] == ["f.yaml:3:3", "f.yaml:3:9", "f.yaml:3:23"]


def test_get_answers_none_for_a_key_that_is_not_there() -> None:
    """A missing key is no error here."""
    assert mapping("a: 1").get("b") is None


def test_a_byte_order_mark_and_crlf_are_harmless() -> None:
    """Files written on Windows read like any other."""
    assert plain(load(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "f")) == {"a": "1", "b": "2"}


def test_all_duplicate_keys_are_reported_at_once() -> None:
    """Every level is looked at, and the first place is named."""
    assert problems("a: 1\na: 2\nb: {c: 1, d: 2, c: 3}\n") == [
        "f.yaml:2:1: the key 'a' is given twice - first in line 1",
        "f.yaml:3:17: the key 'c' is given twice - first in line 3",
    ]


def test_duplicates_before_a_syntax_error_are_reported_with_it() -> None:
    """One run shows what can be shown."""
    found = problems("b: {a: 1, a: 2}\nc: [1\nd: 2\n")
    assert found[0].startswith("f.yaml:1:11: the key 'a' is given twice")
    assert found[1].startswith("f.yaml:3:2: is not YAML: ")


def test_problems_that_leave_a_tree_can_be_collected_for_a_report_of_everything() -> None:
    """A reader of the tree adds its own; what leaves no tree is raised as always."""
    found: list[Problem] = []
    assert plain(load('a: 1\na: 2\nb: "\\x01"\n', "f", collect=found)) == {"a": "1", "b": "\x01"}
    assert [str(problem) for problem in found] == [
        "f:2:1: the key 'a' is given twice - first in line 1",
        "f:3:4: control characters are not allowed in a value (found: U+0001)",
    ]
    with pytest.raises(InputError, match=r"is given twice.*\n.*is not YAML"):
        load("b: {a: 1, a: 2}\nc: [1\nd: 2\n", "f", collect=[])


def test_tabs_in_the_indentation_are_named_line_by_line() -> None:
    """YAML's own message would be `character that cannot start any token`, once."""
    assert problems("a:\n\tb: 1\n\tc: 2\n") == [
        "f.yaml:2:1: a tab indents this line; YAML allows blanks only",
        "f.yaml:3:1: a tab indents this line; YAML allows blanks only",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.yaml: is empty, or holds nothing but comments"),
        ("# nothing\n", "f.yaml: is empty, or holds nothing but comments"),
        (b"\x7fELF\x00\x01", "f.yaml: is a binary file, not YAML"),
        (b"a: 1\nb: \xff", "f.yaml:2:4: is not UTF-8 (found: byte 0xff)"),
        ("a: 1\nb: x\x07", "f.yaml:2:5: control characters are not allowed (found: U+0007)"),
        ("a: 1\n---\nb: 1\n", "f.yaml:2:1: only one YAML document is allowed in a file"),
        ("a: 'x\n\n  y'", "f.yaml:1:4: control characters are not allowed in a value (found: U+000A)"),
        ('a: "x\\ty"', "f.yaml:1:4: control characters are not allowed in a value (found: U+0009)"),
        ('a: "\\x1b"', "f.yaml:1:4: control characters are not allowed in a value (found: U+001B)"),
        ("a: x\u200by", "f.yaml:1:4: invisible characters are not allowed in a value (found: U+200B)"),
        ('a: "\\u202e"', "f.yaml:1:4: invisible characters are not allowed in a value (found: U+202E)"),
        ("a:\n  n\U000e0041: 1", "f.yaml:2:3: invisible characters are not allowed in a value (found: U+E0041)"),
        ("[fgt-\u05d0]", "f.yaml:1:2: letters of both writing directions are not allowed in a value"),
        ("a: !!python/none x", "f.yaml:1:4: YAML tags are not allowed (found: tag:yaml.org,2002:python/none)"),
        ("a: !vault x", "f.yaml:1:4: YAML tags are not allowed (found: !vault)"),
        ("[a]: 1", "f.yaml:1:1: a key must be a word"),
        ("~: 1", "f.yaml:1:1: a key must be a word"),
        ("a: *b", "f.yaml:1:4: the alias *b names no anchor before it"),
        ("a: &b [*b]", "f.yaml:1:8: the alias *b stands inside what it names"),
        ("a:\n  <<: x", "f.yaml:2:7: `<<` takes a mapping or a list of mappings"),
        ("[" * 100 + "]" * 100, f"f.yaml:1:{MAX_DEPTH + 1}: is nested more than {MAX_DEPTH} levels deep"),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_place(text: str | bytes, message: str) -> None:
    """Each message names file, line and column."""
    assert problems(text) == [message]


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("a: {b: 1", "f.yaml:2:1: is not YAML: "),
        ("a: b: c", "f.yaml:1:5: is not YAML: "),
        ("a: [1\nb: 2\n", "f.yaml:2:2: is not YAML: "),
        ("a: 'x", "f.yaml:1:6: is not YAML: "),
    ],
)
def test_what_the_yaml_parser_refuses_is_passed_on_with_its_place(text: str, beginning: str) -> None:
    """What stands behind the beginning are the words of the YAML library, which change with its version."""
    (message,) = problems(text)
    assert message.startswith(beginning)
    assert len(message) > len(beginning)


def test_nesting_without_end_is_one_error_in_its_line() -> None:
    """Whether our own limit or one of the YAML library is met first depends on the library's version."""
    (message,) = problems("a: 1\nb: " + "[" * 100_000)
    assert message.startswith("f.yaml:2:")


def test_line_ends_in_a_value_are_allowed_where_asked_for() -> None:
    """An inventory's `data` may hold a note of several lines; other control characters stay out."""
    assert plain(load("a: |\n  x\n  y\n", "f", multiline=True)) == {"a": "x\ny\n"}
    assert problems('a: "\\x01"', multiline=True)


def test_an_empty_file_may_be_an_empty_mapping() -> None:
    """`groups.yaml` of an inventory is often only comments."""
    assert plain(load("# none\n", "f", empty_ok=True)) == {}


def test_merge_keys_are_resolved_and_the_own_key_wins() -> None:
    """Of several merged mappings the first wins."""
    text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], c: 3}\nw: {<<: *x, a: 9}\n"
    tree = plain(load(text, "f"))
    assert isinstance(tree, dict)
    assert tree["z"] == {"a": "1", "b": "1", "c": "3"}
    assert tree["w"] == {"b": "1", "a": "9"}


def test_an_alias_keeps_the_position_of_what_it_names() -> None:
    """A wrong value is mended where it is written."""
    node = mapping("a: &v x\nb: *v\n").get("b")
    assert node is not None
    assert str(node.position) == "f.yaml:1:4"


def test_nested_aliases_cannot_stand_for_a_billion_values() -> None:
    """The bound is on what all aliases together expand to."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert f"more than {MAX_COPIES} values" in problems("\n".join(lines))[0]


def test_the_error_is_of_the_kind_the_caller_names(tmp_path: Path) -> None:
    """An inventory's file is wrong as an inventory; a file that cannot be read is wrong too."""
    with pytest.raises(InventoryError):
        load("a: [", "f", error=InventoryError)
    with pytest.raises(InventoryError, match="cannot be read: No such file"):
        load_file(tmp_path / "none.yaml", error=InventoryError)


def test_a_file_is_named_as_the_user_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative stays relative."""
    (tmp_path / "x.yaml").write_text("a: 1")
    monkeypatch.chdir(tmp_path)
    assert str(load_file("x.yaml").position) == "x.yaml:1:1"
