"""The lines that a unit must be sent, written by hand from the sources named: no line here was made by the program.

The renderer and the reader share values and codec, so a mistake in those could hide from the round trips. This table
cannot share it. Columns: release, block (the `config` lines above the setting), setting as intents spell it,
canonical value as states hold it, the exact line, and where that line comes from.
"""

from __future__ import annotations

from typing import NamedTuple

from fgsp_cli.base.secrets import ReferenceName, SecretState


class Row(NamedTuple):
    """One fact of the command line."""

    fortios: str
    block: str
    setting: str
    value: object
    line: str
    source: str


OLD = "system cluster-sync | 1"
NEW = "system standalone-cluster | cluster-peer | 1"
OLD_FILTER = f"{OLD} | session-sync-filter"
NEW_FILTER = f"{NEW} | session-sync-filter"
OLD_SERVICE = f"{OLD_FILTER} | custom-service | 1"
NEW_SERVICE = f"{NEW_FILTER} | custom-service | 1"
CLUSTER = "system standalone-cluster"
HA = "system ha"
PSK = SecretState.known(ReferenceName("${env:FGSP_PSK}"))

ROWS = (
    # --- peers, table of its own -------------------------------------------------------------------------------------
    Row("6.0.0", OLD, "peerip", "10.10.10.2", "set peerip 10.10.10.2", "HB60 121124"),
    Row("6.0.4", OLD, "peervd", "root", 'set peervd "root"', "schema.yaml cluster-sync/peervd cli"),
    Row("6.0.4", OLD, "syncvd", ("vdom_1",), 'set syncvd "vdom_1"', "HB60 basic example; facts/cli-behaviour.md#3.1"),
    Row(
        "6.0.4",
        OLD,
        "syncvd",
        ("vd-a", "vd-b"),
        'set syncvd "vd-a" "vd-b"',
        "facts/fgsp.md#11 lists; facts/cli-behaviour.md#3.1",
    ),
    Row("6.0.4", OLD, "hb_interval", 3000, "set hb-interval 3", "seed example; Ansible 2.9 for 6.0.5: 1-10 s"),
    Row("6.0.5", OLD, "hb_lost_threshold", 3, "set hb-lost-threshold 3", "seed example; Ansible 2.9 for 6.0.5"),
    Row("6.0.4", OLD, "slave_add_ike_routes", "enable", "set slave-add-ike-routes enable", "seed example; CLI 6.0.5"),
    Row("6.0.18", OLD, "slave_add_ike_routes", "disable", "set slave-add-ike-routes disable", "CLI 6.0.5"),
    Row("6.2.0", OLD, "ipsec_tunnel_sync", "disable", "set ipsec-tunnel-sync disable", "CLI 6.2.3; facts/fgsp.md#2"),
    Row("6.2.7", OLD, "hb_interval", 10000, "set hb-interval 10", "DEV 6.2.7: 1-10 s"),
    Row(
        "6.2.7",
        OLD,
        "down_intfs_before_sess_sync",
        ("port1", "port2"),
        'set down-intfs-before-sess-sync "port1" "port2"',
        "DEV 6.2.7; facts/fgsp.md#11 lists",
    ),
    Row("6.4.5", OLD, "slave_add_ike_routes", "enable", "set slave-add-ike-routes enable", "DEV 6.4.5"),
    Row("6.4.8", OLD, "hb_interval", 1000, "set hb-interval 1", "DEV 6.4.8: seconds"),
    Row("6.4.8", OLD, "hb_lost_threshold", 10, "set hb-lost-threshold 10", "DEV 6.4.8: 1-10"),
    Row("6.4.10", OLD, "hb_interval", 1000, "set hb-interval 10", "facts/fgsp.md#2: 100 ms from 6.4.10"),
    Row("6.4.12", OLD, "hb_interval", 2000, "set hb-interval 20", "CLI 6.4.12: 1-20 x 100 ms"),
    Row("6.4.14", OLD, "hb_lost_threshold", 60, "set hb-lost-threshold 60", "REST 6.4.14: 1-60"),
    Row("6.4.14", OLD, "slave_add_ike_routes", "disable", "set slave-add-ike-routes disable", "CLI 6.4.14: old name"),
    Row("7.0.0", OLD, "slave_add_ike_routes", "enable", "set slave-add-ike-routes enable", "DEV 7.0.0"),
    Row("7.0.0", OLD, "ike_seqjump_speed", 5, "set ike-seqjump-speed 5", "DEV 7.0.0 only"),
    Row("7.0.0", OLD, "ike_monitor", "enable", "set ike-monitor enable", "DEV 7.0.0"),
    Row("7.0.1", OLD, "secondary_add_ipsec_routes", "enable", "set secondary-add-ipsec-routes enable", "DEV 7.0.1"),
    Row(
        "7.0.1", OLD, "slave_add_ike_routes", "disable", "set secondary-add-ipsec-routes disable", "DEV 7.0.1: renamed"
    ),
    Row("7.0.5", OLD, "hb_interval", 1000, "set hb-interval 1", "DEV 7.0.5: seconds"),
    Row("7.0.5", OLD, "ike_monitor_interval", 300, "set ike-monitor-interval 300", "DEV 7.0.5: 10-300"),
    Row("7.0.6", OLD, "hb_interval", 1000, "set hb-interval 10", "DEV 7.0.6: 100 ms"),
    Row("7.0.6", OLD, "hb_interval", 300, "set hb-interval 3", "DEV 7.0.6: 100 ms"),
    Row("7.0.7", OLD, "ike_heartbeat_interval", 60, "set ike-heartbeat-interval 60", "AN: until 7.0.7"),
    Row("7.0.16", OLD, "secondary_add_ipsec_routes", "disable", "set secondary-add-ipsec-routes disable", "CLI 7.0.16"),
    Row("7.2.0", OLD, "hb_interval", 2000, "set hb-interval 2", "CLI 7.2.0: seconds again; facts/fgsp.md#2, trap 3"),
    Row("7.2.0", OLD, "ike_monitor", "enable", "set ike-monitor enable", "CLI 7.2.0"),
    # --- peers, inside standalone-cluster ----------------------------------------------------------------------------
    Row("7.2.1", NEW, "peerip", "10.10.10.2", "set peerip 10.10.10.2", "NF 7.2.1"),
    Row("7.2.1", NEW, "hb_interval", 2000, "set hb-interval 20", "DEV 7.2.1: 100 ms"),
    Row("7.2.1", NEW, "hb_lost_threshold", 6, "set hb-lost-threshold 6", "DEV 7.2.1: 1-60"),
    Row("7.2.8", NEW, "secondary_add_ipsec_routes", "enable", "set secondary-add-ipsec-routes enable", "DEV 7.2.8"),
    Row("7.4.4", NEW, "syncvd", ("root",), 'set syncvd "root"', "azure-templates README; facts/cli-behaviour.md#3.1"),
    Row("7.4.4", NEW, "peervd", "isl", 'set peervd "isl"', "schema.yaml cluster-peer/peervd cli"),
    Row("7.4.4", NEW, "ipsec_tunnel_sync", "enable", "set ipsec-tunnel-sync enable", "schema.yaml cluster-peer"),
    Row(
        "7.6.5", NEW, "down_intfs_before_sess_sync", ("port3",), 'set down-intfs-before-sess-sync "port3"', "DEV 7.6.5"
    ),
    Row("8.0.0", NEW, "interface", "port5", 'set interface "port5"', "NF 8.0.0"),
    Row("8.0.0", NEW, "source_ip", "10.10.10.1", "set source-ip 10.10.10.1", "NF 8.0.0"),
    # --- filter ------------------------------------------------------------------------------------------------------
    Row("6.0.4", OLD_FILTER, "srcintf", "port1", 'set srcintf "port1"', "schema.yaml session-sync-filter"),
    Row("6.0.4", OLD_FILTER, "dstintf", "port2", 'set dstintf "port2"', "schema.yaml session-sync-filter"),
    Row("6.2.7", OLD_FILTER, "srcaddr", "10.1.0.0 255.255.0.0", "set srcaddr 10.1.0.0 255.255.0.0", "DEV 6.2.7"),
    Row(
        "6.4.5",
        OLD_FILTER,
        "dstaddr",
        "192.168.1.0 255.255.255.0",
        "set dstaddr 192.168.1.0 255.255.255.0",
        "DEV 6.4.5; facts/cli-behaviour.md#3.1 address with mask",
    ),
    Row(
        "7.0.5",
        OLD_FILTER,
        "srcaddr6",
        "2001:db8::/64",
        "set srcaddr6 2001:db8::/64",
        "facts/cli-behaviour.md#3.1 IPv6",
    ),
    Row("7.0.5", OLD_FILTER, "dstaddr6", "::/0", "set dstaddr6 ::/0", "DEV: default"),
    Row("7.2.0", OLD_SERVICE, "dst_port_range", "443-443", "set dst-port-range 443-443", "CLI 7.2.0; schema.yaml note"),
    Row("6.0.4", OLD_SERVICE, "src_port_range", "1024-65535", "set src-port-range 1024-65535", "schema.yaml"),
    Row("7.2.1", NEW_FILTER, "srcintf", "port1", 'set srcintf "port1"', "NF 7.2.1"),
    Row("7.4.4", NEW_FILTER, "dstaddr", "10.2.0.0 255.255.0.0", "set dstaddr 10.2.0.0 255.255.0.0", "CLI 7.4.5"),
    Row("8.0.0", NEW_FILTER, "dstaddr6", "2001:db8:0:2::/64", "set dstaddr6 2001:db8:0:2::/64", "CLI 8.0.0"),
    Row("7.2.1", NEW_SERVICE, "dst_port_range", "80-80", "set dst-port-range 80-80", "NF 7.2.1"),
    Row("8.0.0", NEW_SERVICE, "src_port_range", "0-0", "set src-port-range 0-0", "CLI 8.0.0: default"),
    # --- membership --------------------------------------------------------------------------------------------------
    Row("6.4.0", CLUSTER, "standalone_group_id", 255, "set standalone-group-id 255", "CLI 6.4.0: 0-255"),
    Row("6.4.0", CLUSTER, "group_member_id", 3, "set group-member-id 3", "CLI 6.4.0: 0-3"),
    Row("6.4.1", CLUSTER, "group_member_id", 15, "set group-member-id 15", "facts/fgsp.md#2: 0-15 from 6.4.1"),
    Row("6.4.12", CLUSTER, "standalone_group_id", 1, "set standalone-group-id 1", "AG 6.4.12 869218"),
    Row("7.0.5", CLUSTER, "layer2_connection", "available", "set layer2-connection available", "AG 36777"),
    Row(
        "7.0.5",
        CLUSTER,
        "session_sync_dev",
        ("port3", "port4"),
        'set session-sync-dev "port3" "port4"',
        "schema.yaml session-sync-dev cli",
    ),
    Row("7.0.8", CLUSTER, "encryption", "enable", "set encryption enable", "AG 7.0.8 571811"),
    Row(
        "7.0.8",
        CLUSTER,
        "psksecret",
        PSK,
        "set psksecret ${env:FGSP_PSK}",
        "architecture.md#secrets: a reference, never the secret",
    ),
    Row("7.2.4", CLUSTER, "group_member_id", 0, "set group-member-id 0", "AG 7.2.4 215691"),
    Row(
        "7.4.2",
        CLUSTER,
        "asymmetric_traffic_control",
        "strict-anti-replay",
        "set asymmetric-traffic-control strict-anti-replay",
        "AN, DEV: from 7.4.2",
    ),
    Row("7.6.0", CLUSTER, "monitor_interface", ("port1",), 'set monitor-interface "port1"', "AG 7.6.0 162416"),
    Row("7.6.0", CLUSTER, "pingsvr_monitor_interface", ("port2",), 'set pingsvr-monitor-interface "port2"', "AN 7.6.0"),
    Row("7.6.4", CLUSTER, "helper_traffic_bounce", "disable", "set helper-traffic-bounce disable", "AN 7.6.4"),
    Row("7.6.5", CLUSTER, "utm_traffic_bounce", "disable", "set utm-traffic-bounce disable", "DEV 7.6.5"),
    Row("8.0.0", CLUSTER, "session_sync", "disable", "set session-sync disable", "CLI 8.0.0"),
    Row("7.6.1", f"{CLUSTER} | monitor-prefix | 1", "vdom", "root", 'set vdom "root"', "AN 7.6.1"),
    Row("7.6.1", f"{CLUSTER} | monitor-prefix | 1", "vrf", 10, "set vrf 10", "AN 7.6.1: 0-511"),
    Row(
        "7.6.2",
        f"{CLUSTER} | monitor-prefix | 1",
        "prefix",
        "10.9.0.0 255.255.0.0",
        "set prefix 10.9.0.0 255.255.0.0",
        "AG 7.6.2 578105",
    ),
    # --- session pickup ----------------------------------------------------------------------------------------------
    Row("6.0.0", HA, "session_pickup", "enable", "set session-pickup enable", "CLI 6.0.0 system ha"),
    Row(
        "7.6.6",
        HA,
        "session_pickup_connectionless",
        "enable",
        "set session-pickup-connectionless enable",
        "backup of a 70G 7.6.6",
    ),
    Row(
        "7.6.6",
        HA,
        "session_pickup_expectation",
        "enable",
        "set session-pickup-expectation enable",
        "backup of a 70G 7.6.6",
    ),
    Row("7.4.4", HA, "session_pickup_nat", "enable", "set session-pickup-nat enable", "azure-templates README"),
    Row("7.0.12", HA, "session_pickup_delay", "disable", "set session-pickup-delay disable", "DEV; default"),
    Row("7.0.12", HA, "sync_packet_balance", "enable", "set sync-packet-balance enable", "AG 7.0.12 18108"),
    Row("6.2.7", HA, "inter_cluster_session_sync", "enable", "set inter-cluster-session-sync enable", "DEV 6.2.7"),
)
