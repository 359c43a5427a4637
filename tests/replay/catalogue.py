"""What each transcript presupposes and how it is replayed, or the reason why it is not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from replay.other_cases import Help, Known, Neighbours, Subjects
from replay.play import (
    Blocks,
    Bytes,
    Case,
    Dialogue,
    Escapes,
    Exec,
    Output,
    Part,
    Prompts,
    Provoked,
    Unasked,
    Unit,
)
from replay.recordings import body, recorded

from fgsp_cli.testing import Quirks


class Reason(Enum):
    """Why a transcript is not replayed. The list is closed, and few transcripts may claim one."""

    OTHER_CHANNEL = "recorded on a serial console or through an API, not over SSH"
    TRAFFIC = "shows sessions of real traffic, which a stand-in does not carry"
    OTHER_SERVER = "shows what an FTP server and the files on it say"
    OTHER_HELP = "shows the help of values, which a stand-in has none of"
    MADE_UP = "made by a program's authors for its tests, and not recorded"


MOST_LEFT_OUT = 0.10
"""Of all recordings, those that are read as a configuration included."""

_DATABASES = (
    r"^((?:Virus|Extended|Extreme|IPS|INDUSTRIAL|APP|FMWP)-?[\w ]*DB|Extended DB|Extreme DB|IPS-ETDB|OT-[\w-]+): .*",
    r"^(AV AI/ML Model|IoT-Detect|IPS-Engine|IPS Malicious URL Database|Botnet DB|License Status|VM Resources): .*",
    r"^((?:Current )?Security Level|BIOS version|System Part-Number|Log hard disk|First GA patch build date): .*",
    r"^(Max number of virtual domains|Cluster uptime|Cluster state change time|System time|Last reboot reason): .*",
)
"""Lines of `get system status` about what somebody bought, hardware and clocks: their names count, not their values."""
_LICENCES = (r"^License Expiration Date:", r"^Evaluation License Expires:")


def _status(fortios: str, host: str, serial: str, model: str, **extra: object) -> Output:
    unit = Unit(fortios=fortios, host=host, extra={"serial": serial, "model": model, **extra})
    return Output(unit=unit, line="get system status", live=_DATABASES, beyond=_LICENCES)


def _shown(name: str) -> str:
    """The configuration that a byte-exact session ends in."""
    answer = next(answer for typed, answer in recorded(name) if typed == b"show | grep .\n")
    return answer.decode().replace("\r\n", "\n").removeprefix("show | grep .\r\n").rpartition("\n\n")[0] + "\n"


def _config_of(name: str, start: str, end: str) -> str:
    text = body(name)
    first = text.index(start)
    return text[first : text.index(end, first)]


def _ha_status(fortios: str, model: str, role: str, *, mode: str = "a-p", skip: int = 0, config: str = "") -> Case:
    """What every line is about: counters and the units of a cluster are the recorded ones' own."""
    pickup = "config system ha\nset session-pickup enable\nset override enable\nend\n"
    extra = {"model": model} | ({"ha_mode": mode, "ha_role": role} if role else {})
    unit = Unit(fortios=fortios, config=config or pickup, extra=extra)
    return Subjects(unit=unit, line="get system ha status", skip=skip)


_NSE = "FortiGate-VM64-KVM"
_TABS = ("        ", "\t")
"""The page shows a tab as blanks."""
_ROUTES = (
    "config system standalone-cluster\nconfig cluster-peer\nedit 1\nset peerip 10.2.2.2\nnext\nend\n"
    'config monitor-prefix\nedit 1\nset vdom "root"\nset prefix 192.168.2.0 255.255.255.0\nnext\n'
    'edit 2\nset vdom "root"\nset prefix 198.51.100.0 255.255.255.0\nnext\nend\nend\n'
    "config system ha\nset session-pickup enable\nset session-pickup-connectionless enable\n"
    "set session-pickup-expectation enable\nend\n"
)
_PORTS = 'config system interface\n    edit "port1"\n    next\n    edit "port2"\n        set ip 10.0.0.1 255.255.255.0\n    next\n'
_VDOM_5 = "config vdom\nedit root\nnext\nedit MGMT\nnext\nend\nconfig global\nend\n"
_EMS = "".join(f"edit {number}\nset status disable\nnext\n" for number in (1, 2, 3))
_SITE_A = (
    'config system global\nset alias "FortiGate-VM64-KVM"\nset hostname "SITE-A"\nset timezone 04\nend\n'
    + _config_of("grep-f-VM-7.0.3.txt", "config system interface", "\nend").replace(" <---", "")
    + '\n    edit "port2"\n        set vdom "root"\n    next\nend\n'
)
_PEER = "config system cluster-sync\nedit 1\nset peerip 10.0.0.2\nset down-intfs-before-sess-sync port1\nnext\nend\n"
_PICKUP = (
    "config system ha\nset session-pickup enable\nset session-pickup-connectionless enable\n"
    "set session-pickup-expectation enable\nset session-pickup-nat enable\nend\n"
)
_TWO_LINKS = body("fgsp-config-kb-two-links-6.x.txt")
_MULTI = body("show-VM-6.2.3-multivdom-readonly-prompt.txt")
_DAMAGED = ('set service ""HTTPS" "HTTP"', 'set service "HTTPS" "HTTP"')
"""A quote too many, from when its authors replaced names."""
_TWICE = (
    'set web-ftgd-quota-usage disable\n    next\n    edit "g-default"\n',
    'set web-ftgd-quota-usage disable\n    next\n    edit "another"\n',
)
"""Two profiles that got one name."""
_DOUBLED = ('        set srcintf "port0"\n        set srcintf "port1"\n', '        set srcintf "port1"\n')
"""One attribute with two values."""
_SHORT_PROMPT = ("VAN_DNAT # move", "VAN_DNAT (vip) # move")
"""The table that its authors were in: their sample of a newer release shows it."""
_FULL, _CUT = body("showfull-VM64KVM-7.2.4-excerpt.txt"), 'config system replacemsg http "url-block"'
"""The excerpt ends in the middle of that value."""
_NO_PEERS = "config system standalone-cluster\n    config cluster-peer\n    end\nend\n"
"""Printed by real units [backups of 7.6.6], and missing from recordings whose authors removed lines."""
_NO_PEERS_IN_FULL = (
    "config system standalone-cluster\n    set standalone-group-id 0\n    set group-member-id 0\n"
    "    set layer2-connection unavailable\n    set encryption disable\n    config cluster-peer\n    end\nend\n"
)
"""As a 7.2.13 prints it [facts/cli-behaviour.md#3.1a]; not in the excerpt. Its `session-sync-dev` is taken off before."""
_LISTED = {"quirks": Quirks(peers_listed="configured")}
"""What the other units do is not known of these recordings."""
_COUNTERS = (r"(create=|query=|nCfg_sess_sync_num=|QUERYALL: |kernel-filters=)\d+",)

CASES: Mapping[str, Case | Reason] = {
    "banner-postlogin-netmiko-2833.txt": Unasked(
        unit=Unit(
            fortios="7.0.5",
            extra={"post_login_banner": body("banner-postlogin-netmiko-2833.txt").rpartition("(Press")[0].rstrip("\n")},
        ),
        until="accept):",
    ),
    "bytes-3001F-7.4.8-ha-session.txt": Bytes(
        unit=Unit(fortios="7.4.8", host="Firewall-1", config=_shown("bytes-3001F-7.4.8-ha-session.txt")),
        shortened=(_NO_PEERS,),
        told=(
            "get system status",
            "get system ha status",
            "get hardware status",
            "diagnose hardware deviceinfo psu",
            "get system interface transceiver",
        ),
        removed={"get system status": ("Serial-Number: FG3K100000000000", 16)},
    ),
    "bytes-91G-7.4.7-session.txt": Bytes(
        unit=Unit(fortios="7.4.7", host="TEST-FW1234", config=_shown("bytes-91G-7.4.7-session.txt")),
        shortened=(_NO_PEERS,),
        told=(
            "get system status",
            "get hardware status",
            "diagnose hardware deviceinfo psu",
            "get system interface transceiver",
        ),
    ),
    "cfg-save-help-7.x.txt": Reason.OTHER_HELP,
    "cfg-save-output-6.0.txt": Dialogue(
        unit=Unit(fortios="6.0.6", extra={"cfg_save": "manual"}),
        host="(?:FGT ?)?",
        parts=(
            Part(exchanges=1, enter=("config system global", "set timezone 26", "end")),
            Part(exchanges=1),
        ),
    ),
    "errors-fmg-install-log-fctems.txt": Dialogue(
        unit=Unit(
            fortios="7.4.4",
            host="fgt-001",
            config=f"config endpoint-control fctems\n{_EMS}end\nconfig system zone\nedit z_001\nset intrazone deny\nnext\nend\n",
        ),
        marked_text=r"fgt-001(?: \(\w+\))?",
        told=(3, 9, 10, 15),
    ),
    "errors-gnetcli-bytes.txt": Escapes(
        unit=Unit(fortios="6.4.4", host="Forti1"),
        provoked=(
            Provoked(line="get reboot"),
            Provoked(line="edit unexist", enter=("config system cluster-sync",)),
            Provoked(line="nonsense", enter=("config firewall policy",), told=True, raw="Unknown action"),
            Provoked(line="get failover", told=True),
        ),
    ),
    "errors-ip-class-6.2.txt": Dialogue(
        unit=Unit(fortios="6.2.0", host="firewall", config=f"{_PORTS}end\n"),
        enter=("config system interface", "edit port2"),
    ),
    "errors-list-netdriver-a.txt": Blocks(
        unit=Unit(fortios="6.4.4", config=_PEER, extra={"interfaces": {"port1": ""}}),
        provoked=(
            Provoked(line="emd"),
            Provoked(line="get xjj", told=True),
            Provoked(line="get system"),
            Provoked(line="next", enter=("config firewall ippool", "edit p", "set startip 10.0.0.9"), told=True),
            Provoked(line="set peerip 1.1", enter=("config system cluster-sync", "edit 1")),
            Provoked(line="set down-intfs-before-sess-sync 192.0.2.1", enter=("config system cluster-sync", "edit 1")),
            Provoked(line="set tcp 1", enter=("config system cluster-sync", "edit 1")),
            Provoked(line="delete port1", enter=("config system interface",)),
        ),
    ),
    "errors-missing-attribute.txt": Blocks(
        unit=Unit(fortios="7.0.3"),
        provoked=(
            Provoked(line="next", enter=("config firewall policy", "edit 1")),
            Provoked(line="end", enter=("config log fortianalyzer setting", "set status enable")),
        ),
    ),
    "errors-mixed-VM-7.0.3.txt": Dialogue(
        unit=Unit(
            fortios="7.0.3",
            host=_NSE,
            config=f"{_PORTS}edit fortilink\nnext\nend\nconfig system dhcp server\nedit 1\nset lease-time 5\nnext\nend\n",
        ),
        told=(9, 11, 19),
    ),
    "errors-move-refused.txt": Dialogue(
        unit=Unit(
            fortios="6.4.4",
            host="VAN_DNAT",
            config='config firewall vip\nedit Lpk2\nset extip 10.5.20.59\nnext\nedit "Virtual Server"\nnext\nend\n',
        ),
        enter=("config firewall vip",),
        repaired=(_SHORT_PROMPT,),
    ),
    "errors-integer-out-of-range-netdriver.txt": Blocks(
        unit=Unit(fortios="7.4.4"),
        provoked=(
            Provoked(line="set tcp-portrange 100-10", enter=("config firewall service custom", "edit x"), told=True),
            Provoked(line="set icmptype -1", enter=("config firewall service custom", "edit x"), told=True),
        ),
    ),
    "errors-rest-cli_error-651.txt": Reason.OTHER_CHANNEL,
    "errors-subnet-overlap.txt": Blocks(
        unit=Unit(fortios="6.2.0", config=f"{_PORTS}end\n"),
        provoked=(
            Provoked(
                line="end",
                enter=(
                    "config system interface",
                    "edit port2",
                    "set secondary-IP enable",
                    "config secondaryip",
                    "edit 1",
                    "set ip 10.0.0.2 255.255.255.0",
                    "end",
                ),
            ),
        ),
        # Its authors quote the two lines that say why.
        shortened=("Command fail. Return code 1\n",),
    ),
    "errors-transaction-lock.txt": Blocks(
        unit=Unit(fortios="6.4.4", config=_PEER),
        provoked=(
            Provoked(
                line="next",
                enter=("config system cluster-sync", "edit 1", "set peerip 10.0.0.9"),
                beside=(
                    "execute config-transaction start",
                    "config system cluster-sync",
                    "edit 1",
                    "set peerip 10.0.0.8",
                    "next",
                ),
            ),
        ),
    ),
    "exec-get-system-console-80F-8.0.0.txt": Exec(
        unit=Unit(fortios="8.0.0", host="FortiGate-80F", extra={"model": "FortiGate-80F", "pager": "standard"}),
        line="get system console",
    ),
    "fgsp-diag-fgsp-zone-8.0.0.txt": Neighbours(
        unit=Unit(fortios="8.0.0"),
        serials=("FGTTEST000000001", "FGTTEST000000002"),
        addresses=("10.2.2.1", "10.2.2.2"),
        live=(r"(ver=)\d+",),
        repaired=(_TABS,),
    ),
    "fgsp-diag-sessionsync-1-7.6-route-healthy.txt": Output(
        unit=Unit(fortios="7.6.1", config=_ROUTES, extra=_LISTED),
        line="diagnose test application sessionsync 1",
        skip=1,
        repaired=(_TABS,),
    ),
    "fgsp-diag-sessionsync-1-7.6-route-unhealthy.txt": Output(
        unit=Unit(
            fortios="7.6.1",
            config=_ROUTES,
            extra={"quirks": Quirks(peers_listed="configured", routes_healthy=False)},
        ),
        line="diagnose test application sessionsync 1",
        skip=1,
        repaired=(_TABS, ("\tmon_prefix: vdom=root vrf=0, prefi", "...")),
    ),
    "fgsp-diag-session-sync-6.0.txt": Output(
        unit=Unit(
            fortios="6.0.6",
            config=f"config system cluster-sync\nedit 1\nset peerip 10.0.0.2\nnext\nend\n{_PICKUP}",
            extra=_LISTED,
        ),
        line="diagnose sys session sync",
        skip=1,
        live=_COUNTERS,
    ),
    "fgsp-diag-sessionsync-daemon-1.txt": Output(
        unit=Unit(fortios="6.0.6", config=f"{_TWO_LINKS}{_PICKUP}", extra=_LISTED),
        line="diagnose test application sessionsync 1",
        skip=1,
        live=_COUNTERS,
    ),
    "fgsp-diag-sessionsync-daemon-3.txt": Output(
        unit=Unit(fortios="6.0.6", config=f"{_TWO_LINKS}{_PICKUP}", extra=_LISTED),
        line="diagnose test application sessionsync 3",
        skip=1,
        live=_COUNTERS,
    ),
    "fgsp-end-confirmation-azure-vwan.txt": Dialogue(
        unit=Unit(fortios="7.0.6", host="vwanXX-sdfw-wdmc4mms-name000"),
        host=re.escape("vwanXX-sdfw-wdmc4mms~000"),
        enter=("config system standalone-cluster", "set group-member-id 1"),
    ),
    "grep-f-VM-7.0.3.txt": Dialogue(
        unit=Unit(fortios="7.0.3", host="SITE-A", config=_SITE_A),
        parts=(
            Part(exchanges=3),
            Part(
                exchanges=1,
                enter=("config system global",),
                unit=Unit(
                    fortios="7.0.3",
                    host="SITE-A",
                    config="config system global\nset gui-allow-default-hostname disable\nset gui-display-hostname disable\n"
                    "set hostname SITE-A\nend\n",
                ),
            ),
        ),
    ),
    "hastatus-1800F-7.4-primary.txt": _ha_status("7.4.0", "FortiGate-1800F", "primary"),
    "hastatus-200D-5.6-ap.txt": _ha_status("5.6.6", "FortiGate-200D", "slave"),
    "hastatus-200D-6.0-ap.txt": _ha_status("6.0.6", "FortiGate-200D", "master"),
    "hastatus-40F-7.0-hbdev-down.txt": _ha_status("7.0.11", "FortiGate-40F", "primary"),
    "hastatus-600E-6.2-ap.txt": _ha_status("6.2.6", "FortiGate-600E", "master"),
    "hastatus-60D-6.0-standalone.txt": _ha_status("6.0.6", "FortiGate-60D", ""),
    "hastatus-VM64KVM-7.0-a-a-after-failover.txt": _ha_status(
        "7.0.3", _NSE, "secondary", mode="a-a", skip=7, config="config system ha\nset override enable\nend\n"
    ),
    "help-root-VM-7.0.3.txt": Help(unit=Unit(fortios="7.0.3", host="SITE-A")),
    "multi-option-append-kb197205.txt": Dialogue(
        unit=Unit(
            fortios="6.0.6",
            host="FGT-vm",
            config=_config_of("multi-option-append-kb197205.txt", "config system", "...") + "    next\nend\n",
        ),
        enter=("config system interface", "edit port4"),
    ),
    "ops-backup-restore-VM-7.0.3.txt": Reason.OTHER_SERVER,
    "prompts.txt": Prompts(
        unit=Unit(fortios="7.0.3"),
        ways=(
            (Unit(fortios="7.4.7", host="oxidized-Firewall123"), ()),
            (Unit(fortios="7.4.7", host="OXI-FW121", extra={"vdoms": ()}), ("config global",)),
            (
                Unit(
                    fortios="7.4.7",
                    host="hostname",
                    extra={"ha_mode": "a-p", "ha_role": "primary", "role_in_prompt": True},
                ),
                (),
            ),
            (
                Unit(
                    fortios="7.4.7",
                    host="hostname",
                    extra={"ha_mode": "a-p", "ha_role": "primary", "role_in_prompt": True, "vdoms": ()},
                ),
                ("config global",),
            ),
            (Unit(fortios="6.4.4", host="SCRAPLI-FORTIGATE"), ()),
            (Unit(fortios="6.4.4", host="SCRAPLI-FORTIGATE", reads_only=True), ()),
            (Unit(fortios="6.4.4", host="SCRAPLI-FORTIGATE"), ("config system interface",)),
            (Unit(fortios="6.4.4", host="SCRAPLI-FORTIGATE"), ("config system ha", "config ha-mgmt-interfaces")),
            (Unit(fortios="6.4.4", host="SCRAPLI-FORTIGATE", extra={"vdoms": ("testvdom",)}), ("config vdom",)),
            (
                Unit(fortios="6.4.4", host="SCRAPLI-FORTIGATE", extra={"vdoms": ("testvdom",)}),
                ("config vdom", "edit testvdom"),
            ),
            (
                Unit(
                    fortios="6.0.6",
                    reads_only=True,
                    config='config vdom\nedit root\nnext\nend\nconfig global\nconfig system global\nset hostname "forti-fw~-01"\nend\nend\n',
                ),
                ("config vdom",),
            ),
        ),
    ),
    "session-edit0-static-5x.txt": Dialogue(unit=Unit(fortios="5.6.0", host="FGT-LEFT", config=_VDOM_5)),
    "session-factoryreset-login-VM-7.0.3.txt": Reason.OTHER_CHANNEL,
    "fgsp-session-list-synced-and-syn_ses.txt": Reason.TRAFFIC,
    "session-list-local-unsynced-6.2.txt": Reason.TRAFFIC,
    "session-table-edit-get-show-VM-7.0.3.txt": Dialogue(unit=Unit(fortios="7.0.3", host="SITE-B"), told=(5,)),
    "show-FWF60D-5.0-excerpt.txt": Output(
        unit=Unit(fortios="5.0.6", config=body("show-FWF60D-5.0-excerpt.txt")), line="show"
    ),
    "show-VM-6.2.3-multivdom-readonly-prompt.txt": Dialogue(
        unit=Unit(
            fortios="6.2.3",
            host="fortigate-02",
            reads_only=True,
            config=_MULTI.partition("\n")[2].replace(*_DAMAGED).replace(*_TWICE).replace(*_DOUBLED),
        ),
        host="FG_VM-Demo",
        repaired=(_DAMAGED, _TWICE, _DOUBLED),
        # 6.2 leaves parts of the global section out at the root [facts/cli-behaviour.md#3.4].
        shortened=("config system cluster-sync\nend\n",),
    ),
    "show-VM64KVM-6.4.4-full-backup-style.txt": Output(
        unit=Unit(fortios="6.4.4", config=body("show-VM64KVM-6.4.4-full-backup-style.txt")), line="show"
    ),
    "showfull-VM64KVM-7.2.4-excerpt.txt": Output(
        unit=Unit(fortios="7.2.4", config=_FULL.partition(_CUT)[0]),
        line="show full-configuration",
        # The data lists a part of `system ha`: not where among the others that default stands, nor on which units the
        # others are offered.
        repaired=((_FULL[_FULL.index(_CUT) :], ""), ("interval 8\n    set session-pickup disable\n", "interval 8\n")),
        shortened=(
            "    unset session-sync-dev\n",
            "    set session-pickup disable\n    set standalone-mgmt-vdom disable\n",
            "    set unicast-status disable\n    set unicast-gateway 0.0.0.0\n",
            "    set override-wait-time 0\n",
            _NO_PEERS_IN_FULL,
        ),
    ),
    "status-1801F-7.0.13-ha-primary.txt": _status(
        "7.0.13", "FGT", "FG181XXXXXXXXXXX", "FortiGate-1801F", ha_mode="a-p", ha_role="primary"
    ),
    "status-600E-6.2.6-vdom-multiple-ha-master.txt": _status(
        "6.2.6", "fgt-600e", "FG6H0Exxxxxxxxx", "FortiGate-600E", ha_mode="a-p", ha_role="master", vdoms=("second",)
    ),
    "status-60F-7.0.7-standalone.txt": _status("7.0.7", "fw1", "FGT60xxxxxxxxxxx", "FortiGate-60F"),
    "status-60F-7.4.8-standalone.txt": _status("7.4.8", "fw1", "FGT60A0000TEST03", "FortiGate-60F"),
    "status-FMG-VM64-7.4.6-not-a-fortigate.txt": Output(
        unit=Unit(
            fortios="7.4.6",
            host="FortiMgr2",
            extra={"model": "FortiManager-VM64", "serial": "FMG-VMTM20000000"},
        ),
        line="get system status",
        skip=1,
        repaired=(("\n      ", "\n"),),
        beyond=("^FortiMgr2 #",),
        live=(r"^(Current Time +:).*", r"^(Version +: v7.4.6-build)\d+ \d+", r"^(Branch Point +:).*"),
    ),
    "status-VM64KVM-6.2.3-standalone.txt": Dialogue(
        unit=Unit(fortios="6.2.3", host="FGT-B1-1", extra={"serial": "FGVM010000TEST08"}),
        live=_DATABASES,
        beyond=_LICENCES,
    ),
    "status-VM64KVM-6.4.4-standalone.txt": _status("6.4.4", "d2_fw", "FGVMEV0000TEST05", _NSE),
    "status-VM64KVM-7.0.3-eval.txt": _status("7.0.3", "fortigate01", "FGVMEV0000TEST02", _NSE),
    "status-grep-VM64KVM-6.2.3.txt": Dialogue(
        unit=Unit(fortios="6.2.3", host="FGT-B1-1"),
        live=(r"(v6\.2\.3,build)\d+,\d+",),  # an interim build of that release
    ),
    "status-split-task-101F-7.0.11.txt": Dialogue(
        unit=Unit(
            fortios="7.0.11",
            host="HAN-FW-P01P",
            extra={"split_task": True, "dollar_prompt": True, "model": "FortiGate-101F"},
        ),
        host="(?:HAN-FW-P01P|test1)",
    ),
    "vdom-create-by-edit-6.4.7.txt": Dialogue(
        unit=Unit(fortios="6.4.7", host="OST-CU-IPS01", extra={"vdoms": ("vd1", "vd2", "vd3", "vd4")}),
        told=(6,),
    ),
    "vdom-enter-global-and-vdom-6.2.txt": Dialogue(
        unit=Unit(fortios="6.2.3", host="FGT-1B2-9", extra={"vdoms": ("customer",)}),
        parts=(Part(exchanges=1), Part(exchanges=2)),
    ),
    "vdom-mode-enable.txt": Dialogue(unit=Unit(fortios="7.0.3"), host="(?:FGT)?", logs_out=True),
    "tab-completion-bytes-VM-KVM.txt": Reason.MADE_UP,
    "workspace-execute-8.0.0.txt": Known(unit=Unit(fortios="8.0.0"), values=(("<integer>", "1"),)),
    "workspace-start-and-show-commands.txt": Dialogue(
        unit=Unit(fortios="7.4.4", host="FortiGate-VM"),
        told=(2,),
    ),
    "workspace-expiry-warnings.txt": Unasked(
        unit=Unit(fortios="7.6.5", extra={"transaction_minute": 1.0}),
        enter=("execute config-transaction start 1",),
        until="has expired",
        prompts=True,
    ),
}
"""By the name of the transcript."""
