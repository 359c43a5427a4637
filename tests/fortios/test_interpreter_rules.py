"""What a unit asks of tables that are none of FGSP."""

from __future__ import annotations

import pytest
from dialogue import typed

from fgsp_cli.fortios.dialects import any_dialect
from fgsp_cli.fortios.interpreter import Interpreter

NO_SCHEDULE = "Attribute 'schedule' MUST be set.\nCommand fail. Return code -56\n"
NO_SERVER = "Attribute 'server' MUST be set.\nCommand fail. Return code -56\n"
PORTS = (
    "config system interface\nedit port1\nset vdom root\nset ip 10.0.0.1 255.255.255.0\nnext\n"
    "edit port2\nset vdom root\nnext\nedit port3\nset vdom vd1\nnext\nend\n"
)
VDOMS = f"config vdom\nedit root\nnext\nedit vd1\nnext\nend\nconfig global\n{PORTS}end\n"
VIPS = "config firewall vip\nedit a\nset extip 10.0.0.9\nnext\nedit b\nset extip 10.0.0.9\nnext\nend\n"


def overlap(name: str, other: str) -> str:
    """How a subnet that is there already is refused."""
    return (
        f"Subnets overlap between '{name}' and the primary IP of '{other}'\n"
        "object set operator error, -54 discard the setting\nCommand fail. Return code 1\n"
    )


@pytest.mark.parametrize("ending", ["next", "end"])
@pytest.mark.parametrize("attribute", ["set comments x", "set schedule always\nunset schedule", "set schedule ''"])
def test_a_policy_without_a_schedule_is_lost(attribute: str, ending: str) -> None:
    """At `next` and at `end` [confirmed]; the level is left all the same."""
    unit = Interpreter("7.0.3")
    typed(unit, f"config firewall policy\nedit 1\nset schedule always\nnext\nedit 2\n{attribute}")
    assert (unit.execute(ending), unit.last_code) == (NO_SCHEDULE, -56)
    assert unit.level == ("policy" if ending == "next" else "")
    assert [*unit.tree().children["firewall policy"].entries] == ["1"]


def test_the_schedule_of_a_stored_policy_cannot_be_taken() -> None:
    """What was stored stays as it was."""
    unit = Interpreter("7.0.3", "config firewall policy\nedit 1\nset schedule always\nnext\nend\n")
    before = unit.show()
    typed(unit, "config firewall policy\nedit 1\nunset schedule")
    assert unit.execute("next") == NO_SCHEDULE
    assert unit.show() == before


def test_a_policy_that_the_unit_came_with_is_believed() -> None:
    """An excerpt may lack anything; it can be changed."""
    unit = Interpreter("7.0.3", "config firewall policy\nedit 1\nnext\nend\n")
    typed(unit, "config firewall policy\nedit 1\nset comments x\nnext\nend")
    assert "set comments x" in unit.show().replace('"', "")


def test_logs_go_to_no_analyzer_without_a_server() -> None:
    """Only if they are to go to one [confirmed]."""
    unit = Interpreter("7.0.3")
    typed(unit, "config log fortianalyzer setting\nset status disable\nend")
    typed(unit, "config log fortianalyzer setting\nset status enable")
    assert unit.execute("end") == NO_SERVER
    assert "enable" not in unit.show()
    typed(unit, "config log fortianalyzer setting\nset status enable\nset server 10.0.0.5\nend")


@pytest.mark.parametrize("address", ["10.0.0.2/24", "10.0.0.0/8", "10.0.0.77 255.255.255.255"])
def test_an_interface_cannot_come_into_the_subnet_of_another(address: str) -> None:
    """In one VDOM [confirmed]; what it had before stays."""
    unit = Interpreter("7.0.3", PORTS)
    before = unit.show()
    typed(unit, f"config system interface\nedit port2\nset ip {address}")
    assert (unit.execute("next"), unit.last_code) == (overlap("port2", "port1"), 1)
    assert unit.show() == before


def test_a_secondary_address_cannot_be_in_the_subnet_of_the_primary_one() -> None:
    """As the recording has it, which names one interface twice [likely]."""
    unit = Interpreter("7.0.3", PORTS)
    typed(unit, "config system interface\nedit port1\nconfig secondaryip\nedit 1\nset ip 10.0.0.2/24\nnext\nend")
    assert unit.execute("end") == overlap("port1", "port1")
    typed(unit, "config system interface\nedit port1\nconfig secondaryip\nedit 1\nset ip 10.0.1.2/24\nend\nend")


def test_a_clone_is_in_the_same_subnet() -> None:
    """A copy of an interface has its address."""
    unit = Interpreter("7.0.3", PORTS)
    typed(unit, "config system interface")
    assert unit.execute("clone port1 to port5") == overlap("port5", "port1")
    typed(unit, "clone port2 to port5")


def test_subnets_of_different_vdoms_may_overlap() -> None:
    """Until the interface moves into the other VDOM."""
    unit = Interpreter("7.0.3", VDOMS)
    typed(
        unit, "config global\nconfig system interface\nedit port3\nset ip 10.0.0.2/24\nnext\nedit port3\nset vdom root"
    )
    assert unit.execute("next") == overlap("port3", "port1")


@pytest.mark.parametrize("config", [PORTS, VDOMS])
def test_subnets_may_overlap_where_the_settings_of_the_vdom_allow_it(config: str) -> None:
    """`allow-subnet-overlap` [confirmed]."""
    unit = Interpreter("7.0.3", config)
    vdoms = unit.store.multi_vdom
    allow = "config system settings\nset allow-subnet-overlap enable\nend"
    typed(unit, f"config vdom\nedit root\n{allow}\nend\nconfig global" if vdoms else allow)
    typed(unit, "config system interface\nedit port2\nset ip 10.0.0.2/24\nnext")


def test_an_overlap_that_the_unit_came_with_is_believed() -> None:
    """The interface can be changed otherwise."""
    unit = Interpreter("7.0.3", PORTS.replace("edit port2\n", "edit port2\nset ip 10.0.0.2 255.255.255.0\n"))
    typed(unit, "config system interface\nedit port2\nset alias x\nnext\nedit port1\nset mtu 1400\nnext\nend")


def test_words_that_are_no_address_overlap_nothing() -> None:
    """Nor does an interface without any."""
    config = "config system interface\nedit a\nset ip x\nnext\nedit b\nset ip 0.0.0.0 0.0.0.0\nnext\nend\n"
    unit = Interpreter("7.0.3", config)
    typed(unit, "config system interface\nedit c\nset ip 10.0.0.1/24\nnext\nedit d\nset ip 0.0.0.0/0\nnext\nend")


@pytest.mark.parametrize(
    ("release", "settings", "moves"),
    [
        ("5.4.1", "", False),
        ("7.0.12", "", False),
        ("7.0.12", "config system settings\nset central-nat disable\nend\n", False),
        ("7.0.12", "config system settings\nset central-nat enable\nend\n", True),
        ("7.2.0", "", True),
    ],
)
def test_virtual_addresses_keep_their_order_without_central_nat(release: str, settings: str, moves: bool) -> None:
    """Up to 7.0 [confirmed]."""
    unit = Interpreter(any_dialect(release), VIPS + settings)
    typed(unit, "config firewall vip")
    said = unit.execute("move b before a")
    assert [*unit.tree().children["firewall vip"].entries] == (["b", "a"] if moves else ["a", "b"])
    refusal = "VIP entry cannot be moved when central-nat is disabled.\nCommand fail. Return code -651\n"
    assert (said, unit.last_code) == (("", None) if moves else (refusal, -651))
