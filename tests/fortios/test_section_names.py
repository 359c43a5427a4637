"""`config` lines in other clothes: a line that may mean a table of FGSP is read, or refused; never passed over."""

from __future__ import annotations

import pytest

from fgsp_cli.base import ConfigTextError
from fgsp_cli.fortios.cutter import FACT_PATHS, FGSP_PATHS, cut
from fgsp_cli.state import read_config

HEADER = "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin\n"
ROWS = "    {config} cluster-peer\n        edit 1\n            set peerip 10.0.0.1\n        next\n    end\nend\n"
OTHERS = (
    "",
    "config firewall address\n    edit x\n    next\nend\n",
    'config system replacemsg mail "x"\n    set buffer "a\nconf sys ha\nend\n"\nend\nconfig firewall policy\nend\n',
    "config system storage\n    edit s\n    next\nend\nconfig system sso-admin\nend\nconfig router static\nend\n",
    "config firewall address\nedit x\nconf inner\nend\nnext\nend\n",
)
"""What stands before it: sections that are passed over, and a value that holds such a line."""
READ = (
    "conf system standalone-cluster",
    "confi sys standalone-cluster",
    "config sys standalone-cluster",
    "config s standalone-cluster",
    "config  system\tstandalone-cluster",
    "config system standalone-cluster  <---",
    "conf syst standalone-cluster <---",
    "config system standalone-cluster # the pair",
    "config system standalone-cluster  ",
)
REFUSED = (
    "config system standalone",
    "config system stand",
    "conf sys s",
    "config system cluster",
    "config system h",
    "config system standalone-cluster 5",
    "config sys ha x",
    "config system session",
)


def without_margin(text: str) -> str:
    """As somebody types it."""
    return "".join(f"{line.lstrip()}\n" for line in text.splitlines())


@pytest.mark.parametrize("line", READ)
@pytest.mark.parametrize("config", ["config", "conf"])
@pytest.mark.parametrize("other", OTHERS)
def test_a_line_that_means_a_table_of_fgsp_is_read(line: str, config: str, other: str) -> None:
    """Alone, and behind sections that are passed over; in the global part, indented or not."""
    section = f"{line}\n    set standalone-group-id 7 <---\n{ROWS.format(config=config)}"
    for text in (other + section, f"{config} global\n{other}{section}end\n{config} vdom\nedit root\nnext\nend\n"):
        for form in (text, without_margin(text), text.replace("\n", "\r\n")):
            state = read_config(HEADER + form)
            assert [row["peerip"] for row in state.peers.values()] == ["10.0.0.1"]
            assert state.standalone_cluster["standalone-group-id"] == 7


@pytest.mark.parametrize("line", REFUSED)
@pytest.mark.parametrize("other", OTHERS)
def test_a_line_that_may_mean_one_is_refused_with_its_line(line: str, other: str) -> None:
    """Which table a shortened name stands for hangs on the others of that model and release."""
    text = f"{HEADER}{other}{line}\n    set standalone-group-id 7\nend\n"
    with pytest.raises(ConfigTextError) as caught:
        read_config(text, source="x.conf")
    assert str(caught.value).startswith(
        f"x.conf:{text.partition(line)[0].count(chr(10)) + 1}: `{line}` may mean system "
    )


@pytest.mark.parametrize(
    "line",
    ["config system ha-monitor", "config system session-ttl", "config system storage", "config user local", "config x"],
)
def test_tables_that_only_begin_alike_are_what_they_are(line: str) -> None:
    """They mean no table of FGSP."""
    assert not cut(f"{HEADER}{line}\nend\n").sections
    (section,) = cut(f"{HEADER}{line}\nend\n", None).sections
    assert section.path == line.removeprefix("config ")


@pytest.mark.parametrize("path", [*FGSP_PATHS, *FACT_PATHS])
def test_every_wanted_table_is_known_by_a_shortened_system(path: str) -> None:
    """The facts too: a safety check that reads nothing would pass."""
    text = f"{HEADER}config firewall address\nend\nconf sys {path.removeprefix('system ')}\n    set x 1\nend\n"
    assert [section.path for section in cut(text, (*FGSP_PATHS, *FACT_PATHS)).sections] == [path]


@pytest.mark.parametrize("part", ["config glob", "conf global", "config global # all", "conf g"])
def test_the_global_part_may_be_shortened_too(part: str) -> None:
    """Else everything in it would be lost."""
    text = f"{HEADER}{part}\nconfig system ha\n    set session-pickup enable\nend\nend\nconf vd\nedit root\nnext\nend\n"
    assert read_config(text).ha["session-pickup"] == "enable"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("set standalone-group 7", "standalone-group-id"),
        ("set encr enable", "encryption"),
        ("config cluster\nedit 1\nset peerip 10.0.0.1\nnext\nend", "cluster-peer"),
        ("config cluster-peer\nedit 1\nset peer 10.0.0.1\nnext\nend", "peervd or peerip"),
        ("config cluster-peer\nedit 1\nset hb-int 5\nnext\nend", "hb-interval"),
    ],
)
def test_shortened_names_inside_are_refused(line: str, meant: str) -> None:
    """Kept as unknown, they would leave a row without a peer."""
    with pytest.raises(ConfigTextError, match="a shortened name, which may mean") as caught:
        read_config(f"{HEADER}config system standalone-cluster\n{line}\nend\n")
    assert all(name in str(caught.value) for name in meant.split(" or "))
