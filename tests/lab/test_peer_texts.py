"""What the synchronisation says of its peers, by release, and what `start` and `cfg save` print."""

from __future__ import annotations

import pytest
from lab_client import Client, shell

from fgsp_cli.fortios.sessionsync import DAEMON, Daemon, parse_daemon
from fgsp_cli.testing import Lab, Quirks, UnitSpec

ROUTES = (
    "config monitor-prefix\nedit 1\nset vdom root\nset prefix 192.168.2.0 255.255.255.0\nnext\n"
    "edit 2\nset vdom root\nset vrf 3\nset prefix 198.51.100.0/24\nnext\nend\n"
)


def pair(fortios: str, *, routes: str = "", encryption: str = "disable", **settings: object) -> list[UnitSpec]:
    """Two units that lead to each other."""
    return [
        UnitSpec(
            name=name,
            fortios=fortios,
            addresses=(own,),
            config=f"config system standalone-cluster\nset standalone-group-id 5\nset group-member-id {number}\n"
            f"set encryption {encryption}\nconfig cluster-peer\nedit 1\nset peerip {other}\nnext\nend\n{routes}end\n"
            "config system ha\nset session-pickup enable\nend\n",
            **settings,  # type: ignore[arg-type]
        )
        for name, own, other, number in (("a", "10.0.0.1", "10.0.0.2", 1), ("b", "10.0.0.2", "10.0.0.1", 2))
    ]


@pytest.mark.parametrize("fortios", ["7.2.4", "7.6.0", "7.6.1", "7.6.6", "8.0.0"])
def test_the_daemon_counts_its_peers_in_the_words_of_the_release(fortios: str) -> None:
    """`fgsp-peers-num` from 7.6.1 on; the program reads both."""
    is_new = fortios >= "7.6.1"
    with Lab(pair(fortios)) as lab, Client(lab["a"]) as client:
        said = client.command(DAEMON)[0]
    assert ("fgsp-peers-num=1" in said, "standalone-peers=1" in said) == (is_new, not is_new)
    assert ("\tvdom=0, ip/port=10.0.0.2:708" in said) == is_new
    assert ("sync-redir" in said) != is_new
    assert "fgsp_route_health" not in said
    assert parse_daemon(said) == Daemon(synchronises=True, peers=1)


@pytest.mark.parametrize("healthy", [True, False])
def test_monitored_prefixes_are_listed_with_their_health(healthy: bool) -> None:
    """Both answers; an address with its length is shown with its mask."""
    specs = pair("7.6.6", routes=ROUTES, encryption="enable", quirks=Quirks(routes_healthy=healthy))
    with Lab(specs) as lab, Client(lab["a"]) as client:
        said = client.command(DAEMON)[0]
    assert "ipsec-tun-sync=1, encrypt-enabled=1" in said
    assert f"fgsp_route_health={int(healthy)}\n" in said
    for vrf, prefix in ((0, "192.168.2.0"), (3, "198.51.100.0")):
        assert f"mon_prefix: vdom=root vrf={vrf}, prefix={prefix}(255.255.255.0) healthy={int(healthy)}\n" in said


@pytest.mark.parametrize("fortios", ["7.4.4", "7.6.6", "8.0.0", "8.0.1"])
def test_the_zone_is_known_from_8_0_on(fortios: str) -> None:
    """It names the peers that see each other, with the ids and serials that they have."""
    with Lab(pair(fortios)) as lab, Client(lab["b"]) as client:
        said = client.command("diagnose sys ha fgsp-zone")[0]
        serial = lab["a"].serial
    if fortios < "8":
        assert "parse error" in said
        return
    assert "Local standalone-member-id: 2\nPrimary FGSP peer_num = 1, ver=" in said
    assert f"\tpeer[1]: standalone-member-id=1, IP=10.0.0.1,vd=root, serial_no={serial}, prio=1" in said
    with Lab(pair(fortios)[:1]) as lab, Client(lab["a"]) as client:
        assert "peer_num = 0," in client.command("diagnose sys ha fgsp-zone")[0]


@pytest.mark.parametrize("text", [None, "", "Transaktion begonnen"])
def test_start_says_its_number_or_what_a_quirk_says(text: str | None) -> None:
    """The next transaction has the next number."""
    with Lab([UnitSpec(name="u", fortios="7.4.4", quirks=Quirks(start_text=text))]) as lab, shell(lab["u"]) as one:
        for number in (1, 2, 3):
            said = one.ask("execute config-transaction start")
            wanted = f"config transaction (id={number}) started" if text is None else text
            assert said.replace("\r", "").split("\n")[1] == wanted
            one.ask("execute config-transaction abort")
