"""The tables that a FortiGate has beside those of FGSP: a unit refuses any other name.

Names only, as whole real configurations of 5.0 to 7.6 print them [facts/cli-behaviour.md#10, confirmed]: what is
in these tables is kept as it was typed. `*` stands for one word of any kind.
"""

from __future__ import annotations

_NAMES = {
    "alertemail": "setting",
    "antivirus": "exempt-list, profile, quarantine, settings",
    "application": "casi profile, custom, group, list",
    "authentication": "rule, scheme, setting",
    "automation": "setting",
    "casb": "profile, saas-application, user-activity",
    "certificate": "ca, local",
    "dlp": "data-type, dictionary, filepattern, fp-sensitivity, profile, sensitivity, sensor",
    "dnsfilter": "domain-filter, profile",
    "dpdk": "cpus, global",
    "emailfilter": "block-allow-list, bword, dnsbl, fortishield, iptrust, mheader, options, profile",
    "endpoint-control": "fctems, profile",
    "extension-controller": "dataplan, extender, extender-profile, fortigate, fortigate-profile",
    "file-filter": "profile",
    "firewall": (
        "DoS-policy, DoS-policy6, access-proxy, access-proxy-ssh-client-cert, access-proxy-virtual-host, "
        "access-proxy6, acl, acl6, address, address6, address6-template, addrgrp, addrgrp6, auth-portal, "
        "central-snat-map, decrypted-traffic-mirror, deep-inspection-options, dnstranslation, "
        "explicit-proxy-policy, global, identity-based-route, interface-policy, interface-policy6, "
        "internet-service-addition, internet-service-append, internet-service-custom, "
        "internet-service-custom-group, internet-service-definition, internet-service-extension, "
        "internet-service-fortiguard, internet-service-group, internet-service-name, ip-translation, "
        "ipmacbinding setting, ipmacbinding table, ippool, ippool6, ipv6-eh-filter, ldb-monitor, local-in-policy, "
        "local-in-policy6, multicast-address, multicast-address6, multicast-policy, multicast-policy6, "
        "network-service-dynamic, policy, policy46, policy6, policy64, profile-group, profile-protocol-options, "
        "proxy-address, proxy-addrgrp, proxy-policy, schedule group, schedule onetime, schedule recurring, "
        "service category, service custom, service group, shaper per-ip-shaper, shaper traffic-shaper, "
        "shaping-policy, shaping-profile, sniffer, ssh host-key, ssh local-ca, ssh local-key, ssh setting, "
        "ssl setting, ssl-server, ssl-ssh-profile, traffic-class, ttl-policy, vip, vip6, vipgrp, vipgrp6, "
        "wildcard-fqdn custom, wildcard-fqdn group"
    ),
    "ftp-proxy": "explicit",
    "gui": "console",
    "icap": "profile, server, server-group",
    "ips": "custom, dbinfo, global, sensor, settings",
    "log": (
        "custom-field, disk setting, eventfilter, fortianalyzer setting, fortianalyzer-cloud setting, "
        "fortianalyzer2 setting, fortianalyzer3 setting, fortiguard setting, gui-display, memory filter, "
        "memory global-setting, memory setting, null-device filter, null-device setting, setting, syslogd filter, "
        "syslogd setting, syslogd2 filter, syslogd2 setting, syslogd3 filter, syslogd3 setting, syslogd4 filter, "
        "syslogd4 setting, tacacs+accounting filter, tacacs+accounting setting, tacacs+accounting2 filter, "
        "tacacs+accounting2 setting, tacacs+accounting3 filter, tacacs+accounting3 setting, tap-device, "
        "threat-weight, webtrends filter, webtrends setting"
    ),
    "report": "layout",
    "router": (
        "access-list, access-list6, aspath-list, auth-path, bfd, bfd6, bgp, community-list, extcommunity-list, "
        "isis, key-chain, multicast, multicast-flow, multicast6, ospf, ospf6, policy, policy6, prefix-list, "
        "prefix-list6, rip, ripng, route-map, setting, static, static6"
    ),
    "sctp-filter": "profile",
    "spamfilter": "bwl, bword, dnsbl, iptrust, mheader, profile",
    "ssh-filter": "profile",
    "switch-controller": (
        "802-1X-settings, auto-config custom, auto-config default, auto-config policy, custom-command, "
        "dynamic-port-policy, flow-tracking, fortilink-settings, global, igmp-snooping, initial-config template, "
        "initial-config vlans, lldp-profile, lldp-settings, location, mac-policy, managed-switch, "
        "network-monitor-settings, ptp interface-policy, ptp policy, ptp profile, ptp settings, qos dot1p-map, "
        "qos ip-dscp-map, qos qos-policy, qos queue-policy, remote-log, security-policy 802-1X, "
        "security-policy local-access, sflow, snmp-community, snmp-sysinfo, snmp-trap-threshold, snmp-user, "
        "storm-control, storm-control-policy, stp-instance, stp-settings, switch-group, switch-interface-tag, "
        "switch-log, switch-profile, system, traffic-policy, traffic-sniffer, virtual-port-pool, vlan-policy"
    ),
    "system": (
        "3g-modem custom, accprofile, acme, admin, alias, api-user, arp-table, auto-install, auto-scale, "
        "auto-script, automation-action, automation-destination, automation-stitch, automation-trigger, "
        "autoupdate schedule, autoupdate tunneling, central-management, console, csf, custom-language, ddns, "
        "dedicated-mgmt, device-upgrade, dhcp server, dhcp6 server, dns, dns-database, dns-server, dns64, "
        "dscp-based-priority, email-server, external-resource, fabric-vpn, federated-upgrade, fips-cc, fortiguard, "
        "fortindr, fortisandbox, fsso-polling, ftm-push, geneve, geoip-override, global, gre-tunnel, ha-monitor, "
        "health-check-fortiguard, ike, interface, ipam, ipip-tunnel, ips, ips-urlfilter-dns, ips-urlfilter-dns6, "
        "ipsec-aggregate, ipv6-neighbor-cache, ipv6-tunnel, link-monitor, lldp network-policy, lte-modem, "
        "mobile-tunnel, modem, nd-proxy, netflow, network-visibility, npu, ntp, object-tagging, password-policy, "
        "password-policy-guest-admin, physical-switch, pppoe-interface, probe-response, proxy-arp, "
        "replacemsg admin *, replacemsg alertmail *, replacemsg auth *, replacemsg automation *, "
        "replacemsg device-detection-portal *, replacemsg ec *, replacemsg fortiguard-wf *, replacemsg ftp *, "
        "replacemsg http *, replacemsg icap *, replacemsg im *, replacemsg mail *, replacemsg nac-quar *, "
        "replacemsg nntp *, replacemsg spam *, replacemsg sslvpn *, replacemsg traffic-quota *, replacemsg utm *, "
        "replacemsg webproxy *, replacemsg-group, replacemsg-image, resource-limits, saml, sdn-connector, sdwan, "
        "session-helper, session-ttl, settings, sflow, sit-tunnel, sms-server, snmp community, snmp mib-view, "
        "snmp sysinfo, snmp user, speed-test-schedule, speed-test-server, speed-test-setting, sso-admin, "
        "sso-forticloud-admin, sso-fortigate-cloud-admin, storage, stp, switch-interface, tos-based-priority, "
        "vdom-exception, vdom-link, vdom-property, virtual-switch, virtual-wan-link, virtual-wire-pair, vne-tunnel, "
        "vxlan, wccp, zone"
    ),
    "telemetry-controller": "application predefine, global, profile",
    "user": (
        "adgrp, certificate, device-category, device-group, domain-controller, exchange, "
        "external-identity-provider, fortitoken, fsso, fsso-polling, group, krb-keytab, ldap, local, nac-policy, "
        "password-policy, peer, peergrp, pop3, quarantine, radius, saml, security-exempt-list, setting, tacacs+"
    ),
    "videofilter": "profile, youtube-channel-filter, youtube-key",
    "virtual-patch": "profile",
    "voip": "profile",
    "vpn": (
        "certificate ca, certificate crl, certificate local, certificate ocsp-server, certificate remote, "
        "certificate setting, ipsec concentrator, ipsec fec, ipsec forticlient, ipsec manualkey, "
        "ipsec manualkey-interface, ipsec phase1, ipsec phase1-interface, ipsec phase2, ipsec phase2-interface, "
        "l2tp, ocvpn, pptp, ssl client, ssl settings, ssl web host-check-software, ssl web portal, ssl web realm, "
        "ssl web user-bookmark, ssl web user-group-bookmark"
    ),
    "waf": "profile",
    "wanopt": "content-delivery-network-rule, profile, settings, storage",
    "web-proxy": "debug-url, explicit, forward-server, forward-server-group, global, profile, url-match, wisp",
    "webfilter": (
        "content, content-header, fortiguard, ftgd-local-cat, ftgd-local-rating, ftgd-risk-level, ftgd-warning, "
        "ips-urlfilter-cache-setting, ips-urlfilter-setting, ips-urlfilter-setting6, override, override-user, "
        "profile, search-engine, urlfilter"
    ),
    "wireless-controller": (
        "access-control-list, ap-status, apcfg-profile, arrp-profile, ble-profile, bonjour-profile, global, "
        "hotspot20 anqp-3gpp-cellular, hotspot20 anqp-ip-address-type, hotspot20 anqp-nai-realm, "
        "hotspot20 anqp-network-auth-type, hotspot20 anqp-roaming-consortium, hotspot20 anqp-venue-name, "
        "hotspot20 anqp-venue-url, hotspot20 h2qp-advice-of-charge, hotspot20 h2qp-conn-capability, "
        "hotspot20 h2qp-operator-name, hotspot20 h2qp-osu-provider, hotspot20 h2qp-osu-provider-nai, "
        "hotspot20 h2qp-terms-and-conditions, hotspot20 h2qp-wan-metric, hotspot20 hs-profile, hotspot20 icon, "
        "hotspot20 qos-map, inter-controller, log, mpsk-profile, nac-profile, qos-profile, region, setting, snmp, "
        "ssid-policy, syslog-profile, timers, utm-profile, vap, vap-group, wag-profile, wids-profile, wtp, "
        "wtp-group, wtp-profile"
    ),
}
TABLES: tuple[tuple[str, ...], ...] = tuple(
    (first, *rest.split()) for first, names in _NAMES.items() for rest in names.split(", ")
)
