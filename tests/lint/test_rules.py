"""The rules of a mesh: for each, what makes it speak, and next to it what leaves it silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Interface

import pytest
from made import Given, intent, to, unit

from fgsp_cli.base.errors import Problem
from fgsp_cli.base.positions import Position
from fgsp_cli.base.secrets import ReferenceName, SecretState, ShownSecret
from fgsp_cli.fortios.tree import EMPTY, Setting
from fgsp_cli.lint.mesh import Cluster, Member
from fgsp_cli.lint.rule import Finding, Level
from fgsp_cli.lint.rules import RULES
from fgsp_cli.lint.run_rules import lint
from fgsp_cli.state.facts import Facts, Interface
from fgsp_cli.state.state import DeviceState

A, B, C = "10.0.0.1", "10.0.0.2", "10.0.0.3"
ADDRESSES = {"a": A, "b": B, "c": C}
PSK = SecretState.known(ReferenceName("${env:FGSP_PSK}"))


@dataclass(frozen=True)
class Case:
    """A mesh, and whether the rule speaks of it."""

    rule: str
    speaks: bool
    states: Mapping[str, DeviceState]
    facts: Mapping[str, Facts] = field(default_factory=dict)
    fgcp: bool = False
    level: Level | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    known: bool = True
    """Whether somebody says under which addresses the members reach each other."""


def pair(one: Given | None = None, other: Given | None = None, fortios: str = "7.4.4") -> dict[str, DeviceState]:
    """Two units with a row to each other; of each row what differs from the default."""
    return {"a": unit(fortios, {2: {**to(B), **(one or {})}}), "b": unit(fortios, {1: {**to(A), **(other or {})}})}


def clusters(one: Given, other: Given, fortios: str = "7.4.4") -> dict[str, DeviceState]:
    """Two units without rows; of each the attributes of standalone-cluster."""
    return {"a": unit(fortios, cluster=one), "b": unit(fortios, cluster=other)}


def ha(fortios: str = "7.4.4", **given: object) -> dict[str, DeviceState]:
    """One unit; of it the attributes of `system ha`."""
    return {"a": unit(fortios, ha={key.replace("_", "-"): value for key, value in given.items()})}


def rows(given: Mapping[int, Given], fortios: str = "7.4.4") -> dict[str, DeviceState]:
    """One unit with rows."""
    return {"a": unit(fortios, given)}


def many(count: int, fortios: str) -> dict[str, DeviceState]:
    """A cluster of so many units, without rows."""
    return {f"fgt-{number}": unit(fortios) for number in range(count)}


def filtered(ports: str) -> dict[int, dict[str, object]]:
    """A row that filters by one range of ports."""
    return {2: to(B, session_sync_filter={"custom-service": {1: {"dst-port-range": ports}}})}


def sync_on(name: str, *addresses: str) -> Facts:
    """A unit with one interface."""
    own = tuple(IPv4Interface(f"{address}/24") for address in addresses)
    return Facts(interfaces={name: Interface(name=name, addresses=own)})


def with_ports(*names: str, vdom: str = "root", type: str = "vlan") -> Facts:  # noqa: A002 - FortiOS' word
    """A unit with such interfaces."""
    interfaces = {name: Interface(name=name, vdom=vdom, type=type) for name in names}
    return Facts(interfaces=interfaces, vdoms=("root",))


def with_extra(word: str, fortios: str) -> DeviceState:
    """A unit that has an attribute which its release does not know."""
    node = EMPTY.with_setting(word, Setting(words=("enable",), line=3))
    return replace(unit(fortios), extra=EMPTY.with_child("system standalone-cluster", node))


def with_vcluster(state: DeviceState) -> DeviceState:
    """The unit with its VDOM vd-b in the second virtual cluster."""
    second = EMPTY.with_setting("vdom", Setting(words=("vd-b",)))
    return replace(state, extra=EMPTY.with_child("system ha", EMPTY.with_child("secondary-vcluster", second)))


def copying(**given: object) -> DeviceState:
    """A unit that copies configurations."""
    more = {key.replace("_", "-"): value for key, value in given.items()}
    return unit(cluster={"group-member-id": 1}, ha={"standalone-config-sync": "enable", **more})


FILTER = {"session-sync-filter": {"srcintf": "port1"}}
IPV6_FILTER = {"session-sync-filter": {"srcaddr6": "2001:db8::/32"}}
SENDS_ROOT = {"syncvd": ("root",)}
BOUNCING = {"layer2-connection": "available", "standalone-group-id": 7}
PORTS = tuple(f"p{number}" for number in range(600))
TOLD = ("attr-version", "table-version", "value-range", "hb-range", "hb-raw", "hb-unsure", "edit-0")
"""Rules about what was found out while states were made."""
CHASSIS = Facts(model="FortiGate-6300F")
ONLY_ROOT = Facts(vdom_mode="multiple", vdoms=("root",))
TWO_LINKS = {"a": unit(rows={2: to(B), 3: to("10.1.0.2")}), "b": unit(rows={1: to(A)})}
VDOMS = Facts(vdom_mode="multiple", vdoms=("root", "vd-a"))
COPYING = copying()
EXCEPTED = Facts(vdom_exceptions=("system.standalone-cluster",))
CASES = [
    Case("group-id-equal", True, clusters({"standalone-group-id": 7}, {"standalone-group-id": 8})),
    Case("group-id-equal", True, clusters({}, {}), level=Level.HINT),
    Case("group-id-equal", False, clusters({"standalone-group-id": 7}, {"standalone-group-id": 7})),
    Case("member-id-unique", True, clusters({"group-member-id": 1}, {"group-member-id": 1})),
    Case("member-id-unique", True, clusters({}, {}), level=Level.WARNING),
    Case("member-id-unique", False, clusters({}, {"group-member-id": 1})),
    Case("member-id-unique", False, {"a": unit("6.2.7"), "b": unit("6.2.7")}),
    Case("members", True, many(5, "6.4.0")),
    Case("members", False, many(4, "6.4.0")),
    Case("members", False, many(5, "6.4.1")),
    Case("members", True, many(17, "7.4.4")),
    Case(
        "members",
        True,
        {**many(2, "7.0.5"), "x": unit("7.0.5", {1: to(A, ike_monitor="enable")})},
    ),
    Case("members", False, {"w": unit("7.0.5"), "x": unit("7.0.5", {1: to(A, ike_monitor="enable")})}),
    Case("edit-0", True, rows({0: to(B)})),
    Case("edit-0", False, rows({1: to(B)})),
    Case("id-high", True, rows({200: to(B)})),
    Case("id-high", False, rows({199: to(B)})),
    Case("table-size", True, rows({number: to(B) for number in range(1, 258)})),
    Case("table-size", False, rows({number: to(B) for number in range(1, 257)})),
    Case("mesh", True, {"a": unit(rows={2: to(B)}), "b": unit()}),
    Case("mesh", True, {"a": unit(rows={2: to(B)}), "b": unit(rows={1: to(A)}), "c": unit()}, level=Level.WARNING),
    Case("mesh", False, pair()),
    Case("mesh", False, {"a": unit(), "b": unit()}),
    Case("peer-self", True, rows({1: to(A)})),
    Case("peer-self", True, rows({1: {}})),
    Case("peer-self", True, rows({1: to("10.9.9.9")}), facts={"a": sync_on("port9", "10.9.9.9")}),
    Case("peer-self", False, rows({1: to(B)}), facts={"a": sync_on("port9", "10.9.9.9")}),
    Case("peer-dup", True, rows({1: to(B), 2: to(B, hb_interval=1000)})),
    Case("peer-dup", False, rows({1: to(B), 2: to(B, peervd="isl"), 3: {**to(B), **FILTER}})),
    Case("peer-dup", False, rows({1: to(B, syncvd=("web",)), 2: to(B, syncvd=("db",)), 3: to(B, syncvd=("mail",))})),
    Case(
        "peer-dup", True, rows({1: to(B, syncvd=("web",)), 2: to(B, syncvd=("db",)), 3: to(B, syncvd=("db", "mail"))})
    ),
    Case("peer-dup", True, rows({1: to(B, syncvd=("web",)), 2: to(B)})),
    Case("peer-class", True, rows({1: to("224.0.0.18")})),
    Case("peer-class", True, rows({1: to("255.255.255.255")})),
    Case("peer-class", True, rows({1: to("127.0.0.1")})),
    Case("peer-class", False, rows({1: to(B), 2: {}})),
    Case("src-peer", True, pair({"source-ip": "10.0.9.9"}, fortios="8.0.0")),
    Case("src-peer", False, pair({"source-ip": A}, fortios="8.0.0")),
    Case("dir-equal", True, pair({"hb-interval": 1000})),
    Case("dir-equal", False, pair({"hb-interval": 1000}, {"hb-interval": 1000})),
    Case("hb-mixed", True, {"a": unit("7.0.5"), "b": unit("7.0.6")}),
    Case("hb-mixed", False, {"a": unit("7.0.6"), "b": unit("7.4.4")}),
    Case("filter-asym", True, pair(FILTER)),
    Case("filter-asym", False, pair(FILTER, FILTER)),
    Case("port-range", True, rows(filtered("443-80"))),
    Case("port-range", True, rows(filtered("80-65536"))),
    Case("port-range", False, rows(filtered("80-443"))),
    Case("enc-secret", True, {"a": unit(cluster={"encryption": "enable"})}),
    Case("enc-secret", False, {"a": unit(cluster={"encryption": "enable", "psksecret": PSK})}),
    Case("enc-secret", True, clusters({"encryption": "enable", "psksecret": PSK}, {"psksecret": PSK})),
    Case(
        "enc-secret",
        True,
        clusters({"psksecret": PSK}, {"psksecret": SecretState.known(ReferenceName("${env:OTHER}"))}),
        level=Level.WARNING,
    ),
    Case("enc-secret", False, clusters({"psksecret": PSK}, {"psksecret": ShownSecret.of("ENC")})),
    Case("enc-l2", True, {"a": unit(cluster={"encryption": "enable", "session-sync-dev": ("port5",)})}),
    Case("enc-l2", False, {"a": unit(cluster={"session-sync-dev": ("port5",)})}),
    Case("l2-dev", True, clusters({"session-sync-dev": ("port5",)}, {})),
    Case("l2-dev", False, clusters({"session-sync-dev": ("port5",)}, {"session-sync-dev": ("port5",)})),
    Case("l2-dev", True, {"a": unit(cluster={"session-sync-dev": tuple(f"port{place}" for place in range(1, 10))})}),
    Case("l2-dev", False, {"a": unit(cluster={"session-sync-dev": tuple(f"port{place}" for place in range(1, 9))})}),
    Case("l2-equal", True, clusters({"layer2-connection": "available"}, {})),
    Case("l2-equal", False, clusters({"layer2-connection": "available"}, {"layer2-connection": "available"})),
    Case(
        "down-intf-link",
        True,
        {"a": unit(rows={2: to(B, down_intfs_before_sess_sync=("p5",))}, cluster={"session-sync-dev": ("p5",)})},
    ),
    Case(
        "down-intf-link",
        False,
        {"a": unit(rows={2: to(B, down_intfs_before_sess_sync=("p1",))}, cluster={"session-sync-dev": ("p5",)})},
    ),
    Case(
        "down-intf-link",
        True,
        {"a": unit(rows={2: to(B, down_intfs_before_sess_sync=("p9",))}, ha={"hbdev": ("p9", "50")})},
    ),
    Case("down-intf-link", True, rows({2: to(B, down_intfs_before_sess_sync=("p3",), interface="p3")}, "8.0.0")),
    Case("down-intf-link", False, rows({2: to(B, down_intfs_before_sess_sync=("p3",), interface="p4")}, "8.0.0")),
    Case("down-intf-link", True, rows({2: to(B, down_intfs_before_sess_sync=("p7",))}), facts={"a": sync_on("p7", A)}),
    Case("pickup-base", True, ha(session_pickup_nat="enable")),
    Case("pickup-base", False, ha(session_pickup="enable", session_pickup_nat="enable")),
    Case("pickup-base", False, ha()),
    Case(
        "pickup-delay-asym",
        True,
        {
            "a": unit(
                cluster={"layer2-connection": "available"},
                ha={"session-pickup": "enable", "session-pickup-delay": "enable"},
            )
        },
    ),
    Case("pickup-delay-asym", False, ha(session_pickup="enable", session_pickup_delay="enable")),
    Case("icss", True, {"a": unit("6.2.7")}, fgcp=True),
    Case("icss", False, {"a": unit("6.2.7", ha={"inter-cluster-session-sync": "enable"})}, fgcp=True),
    Case("icss", False, {"a": unit("6.2.7")}),
    Case("icss", False, {"a": unit("6.4.0")}, fgcp=True),
    Case("syncvd-exists", True, rows({1: to(B, syncvd=("vd-b",))}), facts={"a": VDOMS}),
    Case("syncvd-exists", False, rows({1: to(B, syncvd=("vd-a",))}), facts={"a": VDOMS}),
    Case("syncvd-exists", False, rows({1: to(B, syncvd=("vd-b",))}), facts={"a": Facts()}),
    Case(
        "syncvd-exists",
        True,
        rows({1: to(B, peervd="isl")}),
        facts={"a": Facts(vdom_mode="disable", vdoms=("root",))},
        level=Level.WARNING,
    ),
    Case("syncvd-empty", True, rows({1: to(B)}), facts={"a": VDOMS}),
    Case("syncvd-empty", False, rows({1: to(B, syncvd=("root",))}), facts={"a": VDOMS}),
    Case("syncvd-empty", False, rows({1: to(B)}), facts={"a": Facts(vdom_mode="disable")}),
    Case("model-fw", True, {"a": unit("7.4.4"), "b": unit("7.4.5")}),
    Case("model-fw", True, many(2, "7.4.4"), facts={"fgt-0": Facts(model="60F"), "fgt-1": Facts(model="80F")}),
    Case("model-fw", False, many(2, "7.4.4"), facts={"fgt-0": Facts(model="60F"), "fgt-1": Facts(model="60F")}),
    Case("config-sync", True, {"a": COPYING}),
    Case(
        "config-sync",
        True,
        {"a": unit(cluster={"group-member-id": 1})},
        facts={"a": Facts(standalone_config_sync=True)},
    ),
    Case("config-sync", False, {"a": COPYING}, facts={"a": EXCEPTED}),
    Case("config-sync", False, {"a": unit(ha={"standalone-config-sync": "enable"})}),
    Case("multi-link-old", True, {"a": unit("7.0.5", {2: to(B), 3: to("10.1.0.2")}), "b": unit("7.0.5", {1: to(A)})}),
    Case("multi-link-old", False, {"a": unit("7.0.6", {2: to(B), 3: to("10.1.0.2")}), "b": unit("7.0.6", {1: to(A)})}),
    Case("multi-link-old", False, pair(fortios="7.0.5")),
    Case("member-id-unique", True, TWO_LINKS, level=Level.WARNING),
    Case("members", True, many(5, "7.4.4"), facts={"fgt-0": CHASSIS}),
    Case("members", False, many(4, "7.4.4"), facts={"fgt-0": CHASSIS}),
    Case("table-size", True, {"a": unit("7.6.0", cluster={"monitor-interface": PORTS[:513]})}, level=Level.ERROR),
    Case("table-size", False, {"a": unit("7.6.0", cluster={"monitor-interface": PORTS[:512]})}),
    *(Case(name, True, rows({1: to(B)}), problems=(Problem(message="it is wrong", rule=name),)) for name in TOLD),
    *(Case(name, False, rows({1: to(B)}), problems=(Problem(message="wrong", rule="other"),)) for name in TOLD),
    Case("hb-raw", True, rows({1: to(B)}), warnings=(Problem(message="doubtful", rule="hb-raw"),), level=Level.WARNING),
    Case("attr-version", True, {"a": with_extra("asymmetric-traffic-control", "7.2.8")}, level=Level.WARNING),
    Case("attr-version", False, {"a": with_extra("something-else", "7.2.8")}),
    Case("unknown-name", True, {"a": with_extra("group-member-ids", "7.2.8")}),
    Case("unknown-name", False, {"a": with_extra("something-else", "7.2.8")}),
    Case("unknown-name", False, {"a": with_extra("asymmetric-traffic-control", "7.2.8")}),
    Case("hb-unsure", True, rows({1: to(B)}, "6.4.9")),
    Case("hb-unsure", False, rows({1: to(B)}, "6.4.10")),
    Case("peer-stranger", True, pair(), facts={"a": sync_on("p1", A), "b": sync_on("p1", "10.0.0.99")}, known=False),
    Case("peer-stranger", False, pair(), facts={"a": sync_on("p1", A), "b": sync_on("p1", B)}, known=False),
    Case("peer-stranger", False, pair(), facts={"a": sync_on("p1", A)}, known=False),
    Case("l2-rows", True, {"a": unit(cluster={"session-sync-dev": ("port5",)})}),
    Case("l2-rows", False, {"a": unit(rows={1: to(B)}, cluster={"session-sync-dev": ("port5",)})}),
    Case("bounce", True, {"a": unit(cluster={"layer2-connection": "available"})}),
    Case("bounce", True, {"a": unit(cluster={**BOUNCING, "session-sync-dev": ("p5",)})}),
    Case("bounce", False, {"a": unit(cluster=BOUNCING)}),
    Case("hb-link", True, {"a": unit(cluster={"session-sync-dev": ("ha1",)}, ha={"hbdev": ("ha1", "50")})}, fgcp=True),
    Case("hb-link", False, {"a": unit(cluster={"session-sync-dev": ("p5",)}, ha={"hbdev": ("ha1", "50")})}, fgcp=True),
    Case("hb-link", False, {"a": unit(cluster={"session-sync-dev": ("ha1",)}, ha={"hbdev": ("ha1", "50")})}),
    Case(
        "down-intf-link",
        True,
        rows({2: to(B, down_intfs_before_sess_sync=("mgmt",))}),
        facts={"a": replace(sync_on("mgmt", "10.9.9.9"), login="10.9.9.9")},
    ),
    Case(
        "down-intf-link",
        False,
        rows({2: to(B, down_intfs_before_sess_sync=("mgmt",))}),
        facts={"a": replace(sync_on("mgmt", "10.9.9.9"), login="10.8.8.8")},
    ),
    Case("pickup-off", True, rows({1: to(B)})),
    Case("pickup-off", False, {"a": unit(rows={1: to(B)}, ha={"session-pickup": "enable"})}),
    Case("pickup-off", False, ha()),
    Case("pickup-nat", True, rows({1: to(B)}), facts={"a": Facts(nat_vdoms=("root",))}),
    Case("pickup-nat", False, rows({1: to(B)}), facts={"a": Facts(nat_vdoms=())}),
    Case("pickup-nat", False, rows({1: to(B, syncvd=("vd-a",))}), facts={"a": Facts(nat_vdoms=("root",))}),
    Case(
        "pickup-nat",
        False,
        {"a": unit(rows={1: to(B)}, ha={"session-pickup-nat": "enable"})},
        facts={"a": Facts(nat_vdoms=("root",))},
    ),
    Case("icss-tcp", True, {"a": unit("6.2.7", ha={"session-pickup-connectionless": "enable"})}, fgcp=True),
    Case("icss-tcp", False, {"a": unit("6.2.7", ha={"session-pickup-connectionless": "enable"})}),
    Case("icss-tcp", False, {"a": unit("7.4.4", ha={"session-pickup-connectionless": "enable"})}, fgcp=True),
    Case("icss", True, rows({1: to(B)}, "6.2.7"), facts={"a": Facts(ha_mode="a-p")}),
    Case("icss", False, {"a": unit("6.2.7")}, facts={"a": Facts(ha_mode="a-p")}),
    Case("syncvd-exists", True, pair({"syncvd": ("vd-a",)}), facts={"a": VDOMS, "b": ONLY_ROOT}, level=Level.ERROR),
    Case("syncvd-exists", True, pair({"peervd": "vd-a"}), facts={"a": VDOMS, "b": ONLY_ROOT}, level=Level.ERROR),
    Case("syncvd-exists", False, pair({"syncvd": ("vd-a",)}), facts={"a": VDOMS, "b": VDOMS}),
    Case("vcluster-row", True, {"a": with_vcluster(unit(rows={1: to(B, syncvd=("root", "vd-b"))}))}),
    Case("vcluster-row", False, {"a": with_vcluster(unit(rows={1: to(B, syncvd=("vd-b",)), 2: to(C)}))}),
    Case("model-fw", True, many(2, "7.4.4"), facts={"fgt-0": Facts(platform="X"), "fgt-1": Facts(platform="Y")}),
    Case("vdom-parity", True, pair(), facts={"a": VDOMS, "b": ONLY_ROOT}),
    Case("vdom-parity", True, pair(), facts={"a": VDOMS, "b": Facts(vdom_mode="disable", vdoms=("root",))}),
    Case("vdom-parity", False, pair(), facts={"a": VDOMS, "b": VDOMS}),
    Case("vdom-parity", False, pair(SENDS_ROOT, SENDS_ROOT), facts={"a": VDOMS, "b": ONLY_ROOT}),
    Case("intf-parity", True, pair(), facts={"a": with_ports("p1", "p2"), "b": with_ports("p1")}),
    Case("intf-parity", True, pair(), facts={"a": with_ports("p1"), "b": with_ports("p1", vdom="vd-a")}),
    Case("intf-parity", False, pair(), facts={"a": with_ports("p1", "p2"), "b": with_ports("p1", "p2")}),
    Case("intf-parity", False, pair(), facts={"a": with_ports("p1", "ssl.root"), "b": with_ports("p1")}),
    Case("intf-parity", False, pair(), facts={"a": sync_on("p8", A), "b": sync_on("p9", B)}),
    Case(
        "intf-parity",
        False,
        pair(SENDS_ROOT, SENDS_ROOT),
        facts={"a": with_ports("p1", vdom="mgmt"), "b": with_ports("p2", vdom="mgmt")},
    ),
    Case("intf-exists", True, {"a": unit(rows={2: {**to(B), **FILTER}})}, facts={"a": with_ports("port2")}),
    Case("intf-exists", False, {"a": unit(rows={2: {**to(B), **FILTER}})}, facts={"a": with_ports("port1")}),
    Case("intf-exists", True, {"a": unit(cluster={"session-sync-dev": ("p9",)})}, facts={"a": with_ports("p1")}),
    Case("untested-intf", True, rows({1: to(B)}), facts={"a": with_ports("npu0_vlink0", type="vdom-link")}),
    Case("untested-intf", False, rows({1: to(B)}), facts={"a": with_ports("p1", type="physical")}),
    Case("untested-intf", False, ha(), facts={"a": with_ports("red1", type="redundant")}),
    Case("config-sync-all", True, {"a": COPYING, "b": unit()}),
    Case("config-sync-all", False, {"a": COPYING, "b": COPYING}),
    Case("config-sync-link", True, {"a": COPYING}),
    Case("config-sync-link", False, {"a": copying(hbdev=("ha1", "50"))}),
    Case("config-sync-link", False, {"a": copying(unicast_status="enable")}),
    Case("config-sync-primary", True, {"a": COPYING, "b": COPYING}),
    Case("config-sync-primary", False, {"a": COPYING, "b": copying(priority=200)}),
    Case("config-sync-fgcp", True, {"a": COPYING}, fgcp=True),
    Case("config-sync-fgcp", False, {"a": COPYING}),
    Case("config-sync-left", True, {"a": COPYING}),
    Case("config-sync-left", False, {"a": unit()}),
    Case("chassis", True, {"a": unit(cluster={"session-sync-dev": ("p5",)})}, facts={"a": CHASSIS}, level=Level.ERROR),
    Case(
        "chassis",
        True,
        {"a": unit("7.6.0", cluster={"session-sync-dev": ("p5",)})},
        facts={"a": CHASSIS},
        level=Level.WARNING,
    ),
    Case("chassis", True, rows({1: {**to(B), **IPV6_FILTER}}), facts={"a": CHASSIS}),
    Case("chassis", True, {"a": with_vcluster(unit(rows={1: to(B)}))}, facts={"a": CHASSIS}),
    Case("chassis", False, rows({1: {**to(B), **FILTER}}), facts={"a": CHASSIS}),
    Case("chassis", False, rows({1: {**to(B), **IPV6_FILTER}}), facts={"a": Facts(model="FortiGate-60F")}),
]
MORE_ADDRESSES = {"b": ("10.1.0.2",)}


def found(case: Case, *, strict: bool = False) -> list[Finding]:
    """What the rule says of the mesh."""
    members = tuple(
        Member(
            device=device,
            addresses=(
                (*([ADDRESSES[device]] if device in ADDRESSES else []), *MORE_ADDRESSES.get(device, ()))
                if case.known
                else ()
            ),
            fgcp=case.fgcp,
        )
        for device in case.states
    )
    findings = lint(
        case.states,
        [Cluster(name="edge", members=members)],
        case.facts,
        strict=strict,
        problems={"a": case.problems},
        warnings={"": case.warnings},
    )
    return [finding for finding in findings if finding.rule == case.rule]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{'speaks' if case.speaks else 'silent'}")
def test_a_rule_speaks_of_what_is_wrong_and_of_nothing_next_to_it(case: Case) -> None:
    """Each rule has a mesh that fires it and one beside it that does not."""
    findings = found(case)
    assert bool(findings) == case.speaks, findings
    rule = RULES[case.rule]
    for finding in findings:
        assert finding.why == rule.why
        assert finding.message
        if case.level is not None:
            assert finding.level is case.level
        assert finding.refuses == (finding.level is Level.ERROR)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_a_mesh_that_fires_it_and_one_that_does_not(name: str) -> None:
    """A rule without both is not tested."""
    assert {case.speaks for case in CASES if case.rule == name} == {True, False}


def test_the_example_of_a_healthy_cluster_is_silent() -> None:
    """Rules that cry wolf are switched off by their users."""
    ids = ({"standalone-group-id": 7, "group-member-id": number} for number in range(3))
    states = {
        name: unit(
            rows={
                place: to(ADDRESSES[other], syncvd=("root",)) for place, other in enumerate("abc", 1) if other != name
            },
            cluster=given,
            ha={"session-pickup": "enable", "session-pickup-nat": "enable"},
        )
        for name, given in zip("abc", ids, strict=True)
    }
    assert lint(states) == ()


class TestWhatRefuses:
    """Only a confirmed error stops `plan` and `push`; `--strict-facts` lets the others do so too."""

    def test_a_confirmed_error_refuses(self) -> None:
        """The fact behind it is marked A."""
        (finding,) = found(Case("l2-equal", True, clusters({"layer2-connection": "available"}, {})))
        assert (finding.level, finding.refuses) == (Level.ERROR, True)

    def test_an_error_that_is_inferred_warns_unless_strict(self) -> None:
        """The fact behind it is marked B or C."""
        case = Case("port-range", True, rows(filtered("443-80")))
        assert [(finding.level, finding.refuses) for finding in found(case)] == [(Level.WARNING, False)]
        assert [(finding.level, finding.refuses) for finding in found(case, strict=True)] == [(Level.ERROR, True)]

    def test_a_warning_never_refuses(self) -> None:
        """Strictness is about facts, not about levels."""
        case = Case("hb-mixed", True, {"a": unit("7.0.5"), "b": unit("7.0.6")})
        assert [finding.refuses for finding in found(case, strict=True)] == [False]

    def test_an_ignored_rule_is_silent(self) -> None:
        """`--ignore ID`."""
        states = clusters({"layer2-connection": "available"}, {})
        assert "l2-equal" not in {finding.rule for finding in lint(states, ignore=["l2-equal"])}


class TestWhatAnIntentSays:
    """What an intent leaves to the unit cannot be wrong in it."""

    def test_attributes_that_it_does_not_name_are_not_compared(self) -> None:
        """One member names the group id, the other leaves it as it is."""
        states = {"a": intent(unit(cluster={"standalone-group-id": 7})), "b": intent(unit())}
        assert [finding for finding in lint(states) if finding.rule == "group-id-equal"] == []

    def test_a_secret_that_it_does_not_name_may_be_on_the_unit(self) -> None:
        """Encryption without a psksecret is an error of units, not of intents."""
        states = {"a": intent(unit(cluster={"encryption": "enable"}))}
        assert [finding for finding in lint(states) if finding.rule == "enc-secret"] == []

    def test_an_option_that_it_does_not_name_only_warns(self) -> None:
        """An FGCP cluster on 6.2 may have inter-cluster-session-sync on already."""
        members = (Member(device="a", fgcp=True),)
        findings = lint({"a": intent(unit("6.2.7"))}, [Cluster(name="core", members=members)])
        assert [(finding.level, finding.refuses) for finding in findings if finding.rule == "icss"] == [
            (Level.WARNING, False)
        ]


def test_a_finding_names_the_unit_the_path_and_the_place_in_the_intent() -> None:
    """Everything that helps to find it, in one line."""
    state = unit("7.0.5", filtered("443-80"))
    path = ("peer", 2, "session-sync-filter", "custom-service", 1, "dst-port-range")
    state = replace(state, positions={path: Position(source="edge.yaml", line=9, column=3)})
    (finding,) = [finding for finding in lint({"a": state}) if finding.rule == "port-range"]
    place = "edge.yaml:9:3: a: cluster-sync/2/session-sync-filter/custom-service/1/dst-port-range"
    assert str(finding) == f"{place}: 443-80 is no range of ports [port-range]"


def test_errors_come_first() -> None:
    """Whoever reads only the first line reads the worst."""
    states = clusters({"layer2-connection": "available"}, {})
    levels = [finding.level for finding in lint(states)]
    assert levels == sorted(levels, key=list(Level).index)
    assert levels[0] is Level.ERROR


def test_without_addresses_the_owner_of_one_is_who_does_not_list_it() -> None:
    """In a full mesh all but its owner list an address, so directions can be compared without being told who is who."""
    addresses: Iterable[tuple[str, str]] = ADDRESSES.items()
    states = {
        name: unit(rows={place: to(address) for place, (other, address) in enumerate(addresses, 1) if other != name})
        for name in "abc"
    }
    states["b"] = unit(rows={1: to(A, hb_interval=1000), 3: to(C)})
    (finding,) = [finding for finding in lint(states) if finding.rule == "dir-equal"]
    assert set(finding.devices) == {"a", "b"}
