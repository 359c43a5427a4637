"""Host keys as units show them, beside the ones that are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fgsp_cli.base import of_unit
from fgsp_cli.device.hostkeys import HostKey, KnownHosts, Verdict, write_known_hosts
from fgsp_cli.device.login import jump_credentials_of, refused_key
from fgsp_cli.device.masking import Masking
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.inventory import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The key of one unit."""

    target: Target
    key: HostKey
    verdict: Verdict

    @property
    def is_known(self) -> bool:
        """Whether there is nothing to accept."""
        return self.verdict is Verdict.KNOWN

    @property
    def has_changed(self) -> bool:
        """Whether another key of its kind is known: replaced hardware, a reset, or a machine in the middle."""
        return self.verdict is Verdict.CHANGED


def fetch_shown_key(target: Target, resolver: Resolver | None = None) -> Shown:
    """Fetch the key that the unit shows, without logging in; of the kinds that are known, if it has one of them.

    Its jump hosts are logged in to, with what `resolver` looks up: their keys are to be known. Unreachable if the unit
    does not answer, HostKeyError if the key is revoked, or that of a jump host is not known.
    """
    from fgsp_cli.device.ssh import fetch_host_key

    known = KnownHosts.load(target.known_hosts)
    try:
        jump = jump_credentials_of(target, resolver or Resolver(), Masking())
        key = fetch_host_key(target, known, jump)
    except Exception as error:  # noqa: BLE001 - a mistake of ours is this unit's, and ends no other's work
        raise of_unit(target.name, error) from None
    verdict = known.judge(target.key_name, key)
    if verdict is Verdict.REVOKED:
        raise refused_key(target, key, verdict, known)
    return Shown(target=target, key=key, verdict=verdict)


def accept(shown: Iterable[Shown]) -> None:
    """Write the keys to the `known_hosts` file of each target; OSError if one cannot be written."""
    files: dict[object, list[Shown]] = {}
    for one in shown:
        files.setdefault(one.target.known_hosts, []).append(one)
    for group in files.values():
        write_known_hosts(group[0].target.known_hosts, [(one.target.key_name, one.key) for one in group])
