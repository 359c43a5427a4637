"""Inventories: what they give, and every way in which one can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from fgsp_cli.base.errors import InventoryError
from fgsp_cli.base.secrets import Secret, SecretRef
from fgsp_cli.inventory import Deadlines, load_inventory

HOSTS = """\
fgt-a:
  hostname: 192.0.2.1
  groups: [edge]
  data: {lab: {fortios: 7.4.4}}
fgt-b:
  port: 2222
  username: reader
  groups: [edge]
"""
GROUPS = """\
edge:
  username: admin
  password: ${env:FGSP_TEST}
  data: {site: north, lab: {fortios: 7.0.12}}
"""


def write(folder: Path, **files: str) -> Path:
    """An inventory folder of the named files."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def problems(path: Path) -> list[str]:
    """What is wrong with the inventory, one line each, without the folder's name."""
    with pytest.raises(InventoryError) as caught:
        load_inventory(path)
    folder = path if path.is_dir() else path.parent
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_a_host_inherits_from_its_groups_and_the_defaults(tmp_path: Path) -> None:
    """The host's own word counts first, then its groups', then the defaults'."""
    inventory = load_inventory(write(tmp_path, hosts=HOSTS, groups=GROUPS, defaults="port: 2200\n"))
    first, second = inventory.targets["fgt-a"], inventory.targets["fgt-b"]
    assert (first.host, first.port, first.username) == ("192.0.2.1", 2200, "admin")
    assert (second.host, second.port, second.username) == ("fgt-b", 2222, "reader")
    assert first.password == second.password == SecretRef.parse("${env:FGSP_TEST}")
    assert first.data == {"lab": {"fortios": "7.4.4"}, "site": "north"}
    assert inventory.warnings == ()


def test_a_target_knows_where_it_is_written(tmp_path: Path) -> None:
    """Errors about a host name its line."""
    target = load_inventory(write(tmp_path, hosts=HOSTS, groups=GROUPS)).targets["fgt-b"]
    assert str(target.position) == f"{tmp_path}/hosts.yaml:5:1"


def test_host_keys_are_kept_in_the_folder_of_the_inventory(tmp_path: Path) -> None:
    """A folder and the hosts file in it mean the same inventory."""
    write(tmp_path, hosts=HOSTS, groups=GROUPS)
    for path in (tmp_path, tmp_path / "hosts.yaml"):
        inventory = load_inventory(path)
        assert inventory.known_hosts == tmp_path / "known_hosts"
        assert inventory.targets["fgt-a"].known_hosts == tmp_path / "known_hosts"
        assert inventory.targets["fgt-a"].key_name == "192.0.2.1"
        assert inventory.targets["fgt-b"].key_name == "[fgt-b]:2222"


def test_connection_options_override_the_host(tmp_path: Path) -> None:
    """`netmiko` wins over `ssh`, both over the host; files are relative to the inventory's folder."""
    hosts = """\
a:
  hostname: 192.0.2.1
  username: x
  connection_options:
    ssh: {port: 2022, username: y, extras: {key_file: id_a, kex: curve25519-sha256, conn_timeout: 3}}
    netmiko: {username: z, extras: {known_hosts: /etc/known, passphrase: "${file:pass}", command_timeout: 1.5}}
"""
    target = load_inventory(write(tmp_path, hosts=hosts)).targets["a"]
    assert (target.port, target.username, target.key_files) == (2022, "z", (tmp_path / "id_a",))
    assert (target.known_hosts, target.passphrase) == (Path("/etc/known"), SecretRef.parse("${file:pass}"))
    assert target.kex == ("curve25519-sha256",)
    assert target.deadlines == Deadlines(connect=3.0, command=1.5)


def test_a_literal_password_works_with_a_warning_that_does_not_show_it(tmp_path: Path) -> None:
    """The warning names the place and the cure."""
    inventory = load_inventory(write(tmp_path, hosts="a: {password: hunter2}\n"))
    assert inventory.targets["a"].password == Secret("hunter2")
    assert inventory.warnings == (
        f"{tmp_path}/hosts.yaml:1:15: a.password: a password in clear text; ${{env:NAME}} keeps it out of the file",
    )
    assert "hunter2" not in repr(inventory)


def test_everything_wrong_is_reported_at_once_with_its_place(tmp_path: Path) -> None:
    """Nornir itself takes all of these without a word, or fails with a traceback."""
    hosts = """\
a: {hostnme: x, port: '22', groups: edge}
b: {port: 70000, username: 12, password: 0123, hostname: [x]}
c: {groups: [core], data: text}
d:
e: {password: "${vault:x}", connection_options: {ssh: {extra: 1}}}
f: {password: "${intent:x}", data: {lab: {fortios: 7.10}}}
"""
    allowed = "hostname, port, username, password, platform, data, connection_options, groups"
    assert problems(write(tmp_path, hosts=hosts, groups="edge: {groups: [edge]}\n", defaults="groups: []\n")) == [
        (
            "defaults.yaml:1:1: unknown key (found: groups; allowed: hostname, port, username, password, platform, data, "
            "connection_options)"
        ),
        f"hosts.yaml:1:5: a: unknown key (found: hostnme; allowed: {allowed}) - did you mean hostname?",
        "hosts.yaml:1:23: a.port: wrong type (found: 22; allowed: a number from 1 to 65535)",
        "hosts.yaml:1:37: a.groups: wrong type (found: edge; allowed: a list of group names)",
        "hosts.yaml:2:11: b.port: wrong type (found: 70000; allowed: a number from 1 to 65535)",
        (
            "hosts.yaml:2:28: b.username: username is text, but YAML reads this as something else (found: 12)"
            " - put it in quotes"
        ),
        "hosts.yaml:2:42: b.password: password is text, but YAML reads this as something else - put it in quotes",
        "hosts.yaml:2:58: b.hostname: wrong type (found: a list; allowed: text)",
        "hosts.yaml:3:27: c.data: wrong type (found: text; allowed: a mapping)",
        f"hosts.yaml:4:3: d: wrong type (found: nothing; allowed: a mapping with {allowed})",
        (
            "hosts.yaml:5:15: e.password: is not a reference to a secret "
            "(allowed: ${env:...}, ${file:...}, ${keyring:...}, ${cmd:...})"
        ),
        (
            "hosts.yaml:5:56: e.connection_options.ssh: unknown key "
            "(found: extra; allowed: hostname, port, username, password, platform, extras) - did you mean extras?"
        ),
        "hosts.yaml:6:15: f.password: an inventory cannot refer to an intent (found: ${intent:x})",
        (
            "hosts.yaml:6:52: f.data.lab.fortios: a release is text, but YAML reads this as something else (found: 7.10)"
            " - put it in quotes"
        ),
        "hosts.yaml:3:14: no such group (found: core; allowed: edge)",
        "groups.yaml:1:17: the group edge is its own ancestor",
    ]


def test_groups_in_a_circle_are_refused(tmp_path: Path) -> None:
    """Nornir would recurse until the stack ends."""
    groups = "x: {groups: [y]}\ny: {groups: [z]}\nz: {groups: [y]}\n"
    found = problems(write(tmp_path, hosts="a: {groups: [x]}\n", groups=groups))
    assert found == [
        "groups.yaml:3:14: the group y is its own ancestor",
        "groups.yaml:2:14: the group z is its own ancestor",
    ]


@pytest.mark.parametrize(
    ("hosts", "message"),
    [
        ("a: {port: 1}\na: {port: 2}\n", "hosts.yaml:2:1: the key 'a' is given twice - first in line 1"),
        ("a:\n\tport: 1\n", "hosts.yaml:2:1: a tab indents this line; YAML allows blanks only"),
        ("- a\n- b\n", "hosts.yaml:1:1: wrong type (found: a list; allowed: a mapping of host names)"),
        ("1: {port: 1}\n", "hosts.yaml:1:1: 1: the name of a host is text, but YAML reads this as something else"),
        ('a: {username: "x\\ty"}\n', "hosts.yaml:1:15: a.username: username holds control characters"),
    ],
)
def test_a_file_that_is_not_an_inventory_is_refused(tmp_path: Path, hosts: str, message: str) -> None:
    """Syntax, duplicates and shapes, each with its place."""
    assert problems(write(tmp_path, hosts=hosts))[0].startswith(message)


@pytest.mark.parametrize(
    ("hosts", "groups", "defaults"),
    [
        ("a: [\n", "b: {\n", "!x y"),
        ("a: {port: 1}\na: {}\nb: {prot: 1}\n", "g: {port: x}\n", ""),
        ("a: {hostname: fw1..example.net}\na: {groups: [core]}\n", "core: {port: 0}\n", "port: x\n"),
        ("inventory: {port: 1}\ninventory: {prot: 2}\n", "g: [\n", ""),
        ("\tx", "g: {a: 1, a: 2}\n", "username: 12\n"),
    ],
)
def test_a_folder_its_hosts_file_and_a_configuration_report_the_same(
    tmp_path: Path, hosts: str, groups: str, defaults: str
) -> None:
    """The file is read once, in the same way, however it is named."""
    folder = write(tmp_path, hosts=hosts, groups=groups, defaults=defaults)
    names = ", ".join(f"{kind}_file: {folder / f'{kind}s.yaml'}" for kind in ("host", "group"))
    options = f"{names}, defaults_file: {folder / 'defaults.yaml'}"
    config = tmp_path / "nornir.yaml"
    config.write_text(f"inventory: {{plugin: SimpleInventory, options: {{{options}}}}}\n", encoding="utf-8")
    found = problems(folder)
    assert len(found) > 1
    assert [problems(folder / "hosts.yaml"), problems(config)] == [found] * 2


@pytest.mark.parametrize("name", ["", "hosts.yaml"])
def test_the_hosts_file_is_opened_once_by_the_check(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And once by Nornir."""
    folder, opened = write(tmp_path, hosts="a: {}\n"), list[Path]()
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (opened.append(path), real(path))[1])
    load_inventory(folder / name)
    assert opened.count(folder / "hosts.yaml") == 1


def test_all_files_are_read_before_the_first_error_is_told(tmp_path: Path) -> None:
    """One run shows the syntax errors of all three files."""
    found = problems(write(tmp_path, hosts="a: [\n", groups="b: {\n", defaults="!x y"))
    assert [line.partition(":")[0] for line in found] == ["hosts.yaml", "groups.yaml", "defaults.yaml"]


def test_keys_given_twice_are_reported_with_everything_else(tmp_path: Path) -> None:
    """They leave a tree that can be checked further."""
    found = problems(write(tmp_path, hosts="a: {port: 1}\na: {}\nb: {prot: 1}\n", groups="g: {port: x}\n"))
    assert [line.partition(" ")[0] for line in found] == ["hosts.yaml:2:1:", "groups.yaml:1:11:", "hosts.yaml:3:5:"]


def test_a_folder_without_hosts_and_a_path_without_a_file_are_refused(tmp_path: Path) -> None:
    """65, not a traceback."""
    assert "holds no hosts.yaml" in problems(tmp_path)[0]
    assert "cannot be read: No such file" in problems(tmp_path / "none.yaml")[0]


def test_an_empty_hosts_file_is_an_inventory_of_nothing(tmp_path: Path) -> None:
    """As in Nornir."""
    assert load_inventory(write(tmp_path, hosts="# none yet\n")).targets == {}


def test_a_nornir_configuration_of_the_simple_plugin_is_checked_like_the_files(tmp_path: Path) -> None:
    """The configuration leads to the files, and the same check looks at them."""
    write(tmp_path, hosts=HOSTS, groups=GROUPS)
    options = f"{{host_file: {tmp_path}/hosts.yaml, group_file: {tmp_path}/groups.yaml}}"
    config = tmp_path / "nornir.yaml"
    config.write_text(f"inventory: {{plugin: SimpleInventory, options: {options}}}\nlogging: {{enabled: false}}\n")
    assert list(load_inventory(config).targets) == ["fgt-a", "fgt-b"]
    (tmp_path / "groups.yaml").write_text("edge: {pasword: x}\n")
    with pytest.raises(InventoryError, match="did you mean password"):
        load_inventory(config)


def test_a_nornir_configuration_naming_a_plugin_that_is_not_installed_says_so(tmp_path: Path) -> None:
    """The name of the plugin is in the message."""
    config = tmp_path / "nornir.yaml"
    config.write_text("inventory: {plugin: NetBoxInventory9}\n")
    with pytest.raises(InventoryError, match="no Nornir inventory plugin of the name NetBoxInventory9"):
        load_inventory(config)


def test_a_host_may_be_called_inventory(tmp_path: Path) -> None:
    """Only what looks like a Nornir configuration throughout is taken for one."""
    hosts = tmp_path / "hosts.yaml"
    hosts.write_text("inventory: {hostname: 192.0.2.1}\n")
    assert load_inventory(hosts).targets["inventory"].host == "192.0.2.1"


def test_loading_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nornir's own start-up would write a log file into the working directory."""
    monkeypatch.chdir(tmp_path)
    load_inventory(write(tmp_path, hosts=HOSTS, groups=GROUPS))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["groups.yaml", "hosts.yaml"]
