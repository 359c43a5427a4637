"""What two SSH offers have in common, and which setting of FortiOS widens that of a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fgsp_cli.device.ssh_algorithms import LEGACY_OPTION

LISTS = {
    "kex_algo_list": ("key exchange", "ssh-kex-algo", "preferred_kex"),
    "server_key_algo_list": ("host key", "", "preferred_keys"),
    "client_encrypt_algo_list": ("cipher", "ssh-enc-algo", "preferred_ciphers"),
    "client_mac_algo_list": ("MAC", "ssh-mac-algo", "preferred_macs"),
}
"""What is negotiated: its name, FortiOS' attribute where that is established, and paramiko's."""
_BY_RELEASE = "`config system global` of FortiOS 7.0.2 to 7.4.3, in `config system ssh-config` from 7.4.4"
_OURS = "`connection_options: {netmiko: {extras: {kex: [...]}}}` in the inventory names our key exchanges"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A list in which two offers have nothing in common."""

    name: str
    attribute: str
    theirs: tuple[str, ...]
    ours: tuple[str, ...]

    @property
    def message(self) -> str:
        """The offers of both sides, for an error message."""
        return (
            f"no {self.name} in common: it offers {', '.join(self.theirs) or 'none'}; we offer {', '.join(self.ours)}"
        )

    @property
    def hint(self) -> str:
        """The setting, for all releases: which one the unit runs is not known before the login."""
        own = f"; {_OURS}" if self.attribute == "ssh-kex-algo" else ""
        setting = (
            f"`set {self.attribute}` on the unit widens its offer" if self.attribute else "the unit's offer is set"
        )
        return f"{setting}: in {_BY_RELEASE}{own}; {LEGACY_OPTION}"


def mismatch(theirs: Mapping[str, Sequence[str]], ours: Mapping[str, Sequence[str]]) -> Mismatch | None:
    """The first list, in the order in which they are agreed upon, that has no match."""
    for key, (name, attribute, _) in LISTS.items():
        if not set(theirs.get(key, ())) & set(ours.get(key, ())):
            return Mismatch(
                name=name, attribute=attribute, theirs=tuple(theirs.get(key, ())), ours=tuple(ours.get(key, ()))
            )
    return None
