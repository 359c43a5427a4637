"""Whether the secret that a unit shows is the one that it was given, as far as that can be known.

A unit shows a secret as `ENC` text, which older releases encrypt anew at every display
[facts/cli-behaviour.md#3.1, confirmed]:
the same text proves an unchanged secret, another proves nothing. So a hash of it is kept with each run that sends one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from fgsp_cli.archive import RunFolder, vouched
from fgsp_cli.base import ArchiveError, Phase, ReferenceName, SecretState
from fgsp_cli.state import PSKSECRET, Change, DeviceState
from fgsp_cli.units import Observed, Report


def keep_proof(
    run: RunFolder, device: str, changes: Iterable[Change], now: DeviceState, *, serial: str, report: Report
) -> None:
    """Keep a hash of the text that a unit shows for a secret of this run: later it proves that it is the same
    [architecture.md#secrets]. A warning if it cannot be kept.
    """
    kept = _vouched_secret(changes, now)
    if kept is None:
        return
    try:
        run.vouch(device, {"serial": serial, **kept})
    except ArchiveError as error:
        report(Phase.WARNING, device, f"what proves its secret could not be kept: {error.message}")


def _vouched_secret(changes: Iterable[Change], now: DeviceState) -> dict[str, object] | None:
    """The proof for a unit that was sent a secret and shows it now; None if there is none."""
    sent = next((change.intended for change in changes if change.path == PSKSECRET), None)
    shown = now.standalone_cluster.get(PSKSECRET[1])
    if not isinstance(sent, SecretState) or sent.reference is None:
        return None
    if not isinstance(shown, SecretState) or shown.digest is None:
        return None
    return {"psksecret": str(sent.reference), "enc_sha256": shown.digest}


def with_known_secrets(observed: Mapping[str, Observed], home: Path | None) -> dict[str, Observed]:
    """The units, those whose secret is proven to be that of a run with the reference that it was sent by."""
    if home is None:
        return dict(observed)
    return {device: _with_known_secret(device, unit, home) for device, unit in observed.items()}


def _with_known_secret(device: str, observed: Observed, home: Path) -> Observed:
    shown = observed.state.standalone_cluster.get(PSKSECRET[1])
    if not isinstance(shown, SecretState) or shown.digest is None:
        return observed
    proof = vouched(home, device)
    if proof is None:
        return observed
    _, kept = proof
    reference = ReferenceName.parse(str(kept.get("psksecret")))
    if (
        reference is None
        or kept.get("enc_sha256") != shown.digest
        or kept.get("serial") != (observed.facts.serial or "")
    ):
        return observed
    return replace(observed, secret=reference)
