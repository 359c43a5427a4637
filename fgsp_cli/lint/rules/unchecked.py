"""What is known about FGSP and could be wrong, and that no rule checks: each with the reason."""

from __future__ import annotations

from typing import NamedTuple


class Beyond(NamedTuple):
    """One statement that no rule can check."""

    about: str
    statement: str
    reason: str


BEYOND = (
    Beyond(
        "Ids",
        "FortiOS asks a question when an id changes, and the unit should be isolated from FGSP first.",
        "It is about a change, not about a configuration: `plan` and `push` see to it.",
    ),
    Beyond(
        "Ids",
        "A `sync-id` has no relation to the peer's, nor to a member id.",
        "So there is nothing that could be wrong about it.",
    ),
    Beyond(
        "Peers",
        "Before 8.0.0 the address that a unit sends from is the one that the route to `peerip` selects.",
        "Routes are not read. `status` shows whether peers see each other.",
    ),
    Beyond(
        "Peers",
        "VLAN ids and members of link aggregations should match on chassis, and need not elsewhere.",
        "They are not read; `intf-parity` compares names.",
    ),
    Beyond(
        "Peers",
        "Policies and IPsec names must match on members.",
        "They are not part of FGSP and are not read; `intf-parity` and `vdom-parity` compare what sessions name.",
    ),
    Beyond(
        "Peers",
        "`interface` and `source-ip` are missing on some models of 8.0.0.",
        "On which ones is not known. A unit that lacks them refuses the line, and the push is rolled back.",
    ),
    Beyond(
        "Filters",
        "All conditions of a filter narrow it together; unset ones match anything.",
        "What traffic a filter is meant for is not known.",
    ),
    Beyond(
        "Filters",
        "Ports mean nothing for protocols without ports.",
        "A filter names no protocol.",
    ),
    Beyond(
        "Session pickup",
        "`session-pickup-expectation` belongs to asymmetric traffic.",
        "The sources disagree, and what traffic there is does not stand in a configuration.",
    ),
    Beyond(
        "Session pickup",
        "After a failover a translated session works only with an address that both members can use: an IP pool.",
        "Which policy uses which pool is not read; `pickup-nat` says whether there is NAT at all.",
    ),
    Beyond(
        "Session pickup",
        "On chassis, `session-pickup-connectionless` is switched on together with `session-pickup`.",
        "The text describes what the unit does, not what one has to set.",
    ),
    Beyond(
        "Session pickup",
        "FGSP is for units of `mode standalone`, as FortiOS' own help says.",
        "Guides of every release run it between FGCP clusters too: no mode is wrong.",
    ),
    Beyond(
        "Synchronisation link",
        "Layer 2 peers are connected directly or in one broadcast domain, as are data interfaces of bounced traffic.",
        "Cables and switches do not stand in a configuration.",
    ),
    Beyond(
        "Synchronisation link",
        "There is no address translation between the synchronisation interfaces.",
        "It may happen on any unit in between.",
    ),
    Beyond(
        "Synchronisation link",
        "A plain `psksecret` that begins with `0x` needs another spelling.",
        "The secret is a reference, or encrypted: its text is not visible.",
    ),
    Beyond(
        "Synchronisation link",
        "`psksecret` is equal on all members.",
        "What units show is encrypted anew and cannot be compared; `enc-secret` compares the references of an intent.",
    ),
    Beyond(
        "Synchronisation link",
        "A larger MTU, `sync-packet-balance` and a dedicated link are good for much traffic.",
        "That is optional, and how much traffic there is does not stand in a configuration.",
    ),
    Beyond(
        "Members",
        "Mixed pairs should be of a similar tier, with the same word size and processor architecture.",
        "There is no list of models by these; `model-fw` says that models differ.",
    ),
    Beyond(
        "Members",
        "Bounced UTM traffic works with at most 4 members.",
        "One README says so, and no text of the vendor.",
    ),
    Beyond(
        "Members",
        "FortiGate-6000 and 7000 synchronise no IPsec tunnels, and `peervd` names a VDOM of its own.",
        "`ipsec-tunnel-sync` is on by default everywhere, and what a VDOM is for does not stand in a configuration.",
    ),
    Beyond(
        "Members",
        "All units of an FGCP cluster have the same ids.",
        "FGCP itself copies them.",
    ),
    Beyond(
        "Members",
        "An FGCP cluster that is a member has two units.",
        "The guides show it so, and none says that more do not work.",
    ),
    Beyond(
        "Members",
        "FortiGate-6000 and 7000 have a `data-intf-session-sync-dev` of their own.",
        "Its values are not established. It is kept as it is, and never written.",
    ),
    Beyond(
        "Limits",
        "Traffic with security profiles is not inspected after a failover, strict anti-replay interferes with "
        "asymmetric TCP, and `monitor-prefix` reacts for the whole member.",
        "These are properties of the feature; nothing in a configuration is wrong because of them.",
    ),
    Beyond(
        "Copying configurations",
        "The unit to copy from should be set up first.",
        "Which one is meant is not known; `config-sync-primary` says when the choice is left to chance.",
    ),
    Beyond(
        "Copying configurations",
        "`override` of `system ha` weighs on which unit is copied from.",
        "Either setting is right for somebody; templates for clouds switch it off.",
    ),
)
