"""The reader makes trees of printed configuration, in whatever order and layout it is printed."""

from __future__ import annotations

from contextlib import suppress
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fgsp_cli.base.errors import ConfigTextError
from fgsp_cli.fortios.cutter import cut
from fgsp_cli.fortios.reader import MAX_DEPTH, read_sections
from fgsp_cli.fortios.tree import Node, Setting


def tree(text: str) -> Node:
    reading = read_sections(cut(dedent(text), source="x.conf").sections)
    if reading.problems:
        raise ConfigTextError(reading.problems)
    return reading.tree


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigTextError) as raised:
        tree(text)
    return [str(problem) for problem in raised.value.problems]


def settings_of(node: Node | None) -> dict[str, tuple[str, ...] | None]:
    """The words of each setting; None where it is unset."""
    assert node is not None
    return {name: None if setting.unset else setting.words for name, setting in node.settings.items()}


def test_blocks_entries_and_settings_become_nodes_with_their_lines() -> None:
    """The shape of the text is the shape of the tree."""
    found = tree(
        """\
        # a comment
        config system standalone-cluster
            set standalone-group-id 1
            config cluster-peer
                edit 1
                    set peerip 10.0.0.2
                    set syncvd "root" "vd 2"
                    config session-sync-filter
                        set srcaddr 10.0.0.0 255.0.0.0
                        config custom-service
                            edit 3
                            next
                        end
                    end
                next
            end
        end
        """
    )
    top = found.child("system standalone-cluster")
    peers = found.child("system standalone-cluster", "cluster-peer")
    assert top is not None
    assert peers is not None
    row = peers.entries["1"]
    assert settings_of(top) == {"standalone-group-id": ("1",)}
    assert settings_of(row) == {"peerip": ("10.0.0.2",), "syncvd": ("root", "vd 2")}
    assert (top.line, peers.line, row.line, row.settings["syncvd"].line) == (2, 4, 5, 7)
    assert row.settings["syncvd"].raw == '"root" "vd 2"'
    narrowed = row.child("session-sync-filter")
    services = row.child("session-sync-filter", "custom-service")
    assert settings_of(narrowed) == {"srcaddr": ("10.0.0.0", "255.0.0.0")}
    assert services is not None
    assert list(services.entries) == ["3"]


@pytest.mark.parametrize(
    "text",
    [
        "config system cluster-sync\nedit 1\nset peerip 1.1.1.1\nconfig session-sync-filter\nset srcintf a\nend\nnext\nend",
        "config system cluster-sync\nedit 1\nconfig session-sync-filter\nset srcintf a\nend\nset peerip 1.1.1.1\nnext\nend",
        "config system cluster-sync\nedit 1\nset peerip 1.1.1.1\nconfig session-sync-filter\nset srcintf 'a'\nend\nend",
        'config system cluster-sync\n edit 1\n\tset  peerip\t1.1.1.1 \nconfig session-sync-filter\n  set srcintf "a"\nend\nend ',
    ],
)
def test_order_indentation_quotes_and_a_missing_next_do_not_matter(text: str) -> None:
    """`set` behind a nested block, `end` straight behind `set` in an entry: both are seen [facts/fgsp.md#11]."""
    row = tree(text).children["system cluster-sync"].entries["1"]
    assert settings_of(row) == {"peerip": ("1.1.1.1",)}
    assert settings_of(row.child("session-sync-filter")) == {"srcintf": ("a",)}


def test_lists_grow_and_shrink_as_on_a_unit() -> None:
    """`set` replaces, `append` adds, `unselect` removes, `select` is `set`, `clear` is `unset` [facts/cli-behaviour.md#5.1]."""
    row = (
        tree(
            """\
        config system cluster-sync
            edit 1
                set syncvd "a" "b"
                append syncvd "c"
                unselect syncvd "a"
                set down-intfs-before-sess-sync "x"
                unselect down-intfs-before-sess-sync "x"
                select peerip 1.1.1.1
                set peervd "y"
                clear peervd
                unset hb-interval
            next
        end
        """
        )
        .children["system cluster-sync"]
        .entries["1"]
    )
    assert settings_of(row) == {
        "syncvd": ("b", "c"),
        "down-intfs-before-sess-sync": None,
        "peerip": ("1.1.1.1",),
        "peervd": None,
        "hb-interval": None,
    }


def test_values_of_many_lines_arrive_whole() -> None:
    """They may hold closing words, comments and what the library takes for its own syntax."""
    found = tree(
        'config system ha\n    set group-name "a\nend\n! b\n  # \\"c\\" \nconfig x\n"\n    set mode a-p\nend\n'
    )
    top = found.child("system ha")
    assert settings_of(top) == {"group-name": ('a\nend\n! b\n  # "c" \nconfig x\n',), "mode": ("a-p",)}
    assert top is not None
    assert top.settings["mode"].line == 8


def test_empty_tables_entries_and_values_are_kept() -> None:
    """`config cluster-peer` / `end`, `edit 3` / `next`, `set x ''` all say something."""
    found = tree(
        """\
        config system standalone-cluster
            set psksecret ''
            config cluster-peer
            end
        end
        config system cluster-sync
            edit 3
            next
        end
        """
    )
    assert settings_of(found.child("system standalone-cluster")) == {"psksecret": ("",)}
    assert found.child("system standalone-cluster", "cluster-peer") == Node()
    assert found.children["system cluster-sync"].entries == {"3": Node()}


def test_what_stands_twice_is_merged_and_reported() -> None:
    """A unit takes both and keeps the later of two values; nobody should be surprised by that."""
    reading = read_sections(
        cut(
            "config system cluster-sync\nedit 1\nset peerip 1.1.1.1\nset syncvd a\nnext\nend\n"
            "config system cluster-sync\nedit 1\nset peerip 2.2.2.2\nnext\nedit 2\nnext\nedit 2\nset peervd b\nnext\nend\n",
            source="x.conf",
        ).sections
    )
    rows = reading.tree.children["system cluster-sync"].entries
    assert settings_of(rows["1"]) == {"peerip": ("2.2.2.2",), "syncvd": ("a",)}
    assert settings_of(rows["2"]) == {"peervd": ("b",)}
    assert reading.notes == (
        "x.conf:13: `edit 2` stands there again, first on line 11: merged",
        "x.conf:7: `config system cluster-sync` stands there again, first on line 1: merged",
    )


@pytest.mark.parametrize(
    "value",
    [
        "${peer_ip}",
        '"${peer_ip}"',
        "%{ip}",
        "{{ ip }}",
        "$(ip)",
        "<ip>",
        '"<the peer>"',
        "x.x.x.x",
        "10.0.1.x",
        "a.b.c.d/24",
    ],
)
def test_placeholders_are_refused_with_their_line(value: str) -> None:
    """A template is no configuration: sent to a unit it would do harm."""
    (message,) = problems(f"config system cluster-sync\n    edit 1\n        set peerip {value}\n    next\nend\n")
    assert message.startswith("x.conf:3: peerip: a placeholder")


def test_lines_of_a_template_are_refused_with_their_line() -> None:
    """Every one of them, so that nobody has to try again for each."""
    found = problems(
        "config system cluster-sync\n%{ for peer in peers }\n    edit ${peer.id}\n{{ x }}\n    next\n%{ endfor }\nend\n"
    )
    assert [message.split(": ")[0] for message in found] == ["x.conf:2", "x.conf:4", "x.conf:6", "x.conf:3"]


@pytest.mark.parametrize("secret", ["ENC AAAA/x==", "${env:FGSP_PSK}", '"${file:/a b}"', "plain", '"pl ain"'])
def test_secrets_are_no_placeholders(secret: str) -> None:
    """A unit prints `ENC` text, our own renderings a reference."""
    assert tree(f"config system standalone-cluster\n    set psksecret {secret}\nend\n")


def test_a_placeholder_of_a_secret_is_read_as_a_secret() -> None:
    """What other tools leave of a secret takes any form, and it might be the secret itself."""
    node = tree("config system standalone-cluster\n    set psksecret ${psk}\nend\n").child("system standalone-cluster")
    assert node is not None
    assert node.settings["psksecret"].words == ("${psk}",)


def test_free_text_of_other_objects_may_look_like_a_template() -> None:
    """People write such things into descriptions; in quotes they are data."""
    assert tree('config system ha\n    set group-name "<core> ${x}"\nend\n')
    sections = cut('config system interface\nedit "a"\nset alias "<x>"\nset y z.z.z.z\nnext\nend\n', None).sections
    assert read_sections(sections).problems == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("set peerip 10.0.0.1 (this is the peer)", "a remark behind the value"),
        ("set peerip 10.0.0.1 # the peer", "a remark behind the value"),
        ("delete 3", "an order to a unit"),
        ("purge", "an order to a unit"),
        ("peerip 10.0.0.1", "no line of FortiOS configuration"),
        ("set", "`set` without a name"),
        ("config", "no line of FortiOS configuration"),
        ("edit 2", "an `edit` inside an entry"),
        ("edit", "no line of FortiOS configuration"),
        ("end 1", "no line of FortiOS configuration"),
        ('unset "x', "not closed"),
    ],
)
def test_lines_that_are_no_configuration_are_refused_with_their_line(line: str, reason: str) -> None:
    """The message says what is wrong with the line."""
    found = problems(f"config system cluster-sync\n    edit 1\n        set syncvd a\n        {line}\n    next\nend\n")
    assert found[0].startswith("x.conf:4: ")
    assert reason in found[0]


def test_a_next_without_an_entry_is_refused() -> None:
    """The lines around it are not where their author thought."""
    assert problems("config system cluster-sync\n    next\nend\n") == ["x.conf:2: `next` closes nothing here"]


def test_absurd_nesting_is_refused_before_it_costs_anything() -> None:
    """No FortiOS object is that deep."""
    depth = 10 * MAX_DEPTH
    (message,) = problems("config system ha\n" + "config x\n" * depth + "end\n" * depth + "end\n")
    assert "blocks inside one another" in message


def test_announcements_and_comments_inside_a_section_are_passed_over() -> None:
    """A workspace transaction announces its end in the middle of any output [facts/cli-behaviour.md#5.4]."""
    found = tree(
        "config system ha\n    # don't\nconfig transaction id=1 will expire in 30 seconds\n    set mode a-p\nend\n"
    )
    assert found.children["system ha"].settings["mode"] == Setting(words=("a-p",))


def test_a_large_table_is_read_in_linear_time() -> None:
    """Twice the rows take about twice the time, so thousands of rows stay in seconds."""
    rows = "".join(f"    edit {number}\n        set peerip 10.0.0.1\n    next\n" for number in range(1, 2001))
    found = tree(f"config system cluster-sync\n{rows}end\n")
    assert len(found.children["system cluster-sync"].entries) == 2000


FRAGMENTS = st.sampled_from(
    [
        "config system cluster-sync", "config system ha", "config global", "config vdom", "config x", "config", "edit 1",
        "edit", "next", "end", "end x", "set", "set peerip 1.1.1.1", 'set syncvd "a', 'b"', "set x '", "'", "\\", "#", "# '",
        "unset x", "append syncvd b", "delete 1", "FGT (ha) # end", "--More--", "${x}", "", "\r", "set a b \\", "\x00é😀",
    ]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(FRAGMENTS, max_size=14), st.sampled_from(["\n", "\r\n", "\n    "]))
def test_any_text_is_read_or_refused(lines: list[str], ending: str) -> None:
    """Nothing but our own error comes out of a text, however broken it is."""
    with suppress(ConfigTextError):
        tree(ending.join(lines))
