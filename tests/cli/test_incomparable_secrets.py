"""A secret that is present on both sides and that nothing proves equal: no verb passes over it, and none calls it drift."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Fgsp

from fgsp_cli.api import Interpreter, load_intent, render

NOTE = "standalone-cluster/psksecret: present, cannot be compared"
HEADER = "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin\n"
REAL = "ENC q83vEjRWeJCrze8SNFZ4kA=="
MASKS = (
    "<removed>",
    "<configuration removed>",
    "ENC <removed>",
    'ENC "***"',
    "FortinetPasswordMask",
    "$sha256$0123456789abcdef",
    "ENC AAAAq83vEjRWeJCrze8SNFZ4kA==",
    "ENC REDACTED-BY-LIBRENMS!",
)
"""What other tools leave, and the `ENC` text of another unit, or of an older release that encrypts anew."""


def text_with(secret: str, lines: str = "") -> str:
    """A backup of a unit with that secret; empty for none."""
    line = f"    set psksecret {secret}\n" if secret else ""
    return (
        f"{HEADER}config system standalone-cluster\n{line}{lines}    config cluster-peer\n        edit 1\n"
        "            set peerip 10.0.0.2\n        next\n    end\nend\n"
    )


def pair_of(folder: Path, before: str, after: str) -> tuple[Path, Path]:
    """Two backups."""
    paths = folder / "a.conf", folder / "b.conf"
    for path, text in zip(paths, (before, after), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("is_masked_first", [True, False])
def test_diff_says_that_a_real_and_a_masked_key_cannot_be_compared(
    mask: str, is_masked_first: bool, fgsp: Fgsp, tmp_path: Path
) -> None:
    """Whichever side is masked; everything else is equal, so the exit code stays 0."""
    texts = [text_with(REAL), text_with(mask)]
    paths = pair_of(tmp_path, *(reversed(texts) if is_masked_first else texts))
    ran = fgsp("diff", *paths)
    assert (ran.code, ran.err) == (0, "")
    assert f"note: {NOTE}" in ran.out
    assert "a       equal except secrets" in ran.out
    assert "q83v" not in ran.out


@pytest.mark.parametrize("name", ["json", "junit", "markdown"])
def test_every_format_of_diff_says_so(name: str, fgsp: Fgsp, tmp_path: Path) -> None:
    """A script reads the paths in `not_comparable`."""
    paths = pair_of(tmp_path, text_with(REAL), text_with("<removed>"))
    ran = fgsp("diff", *paths, "--format", name)
    assert ran.code == 0
    assert NOTE in ran.out
    if name == "json":
        assert ran.document["devices"]["a"]["not_comparable"] == ["standalone-cluster/psksecret"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("before", "after", "code"), [(REAL, REAL, 0), ("", "", 0), (REAL, "", 2), ("", "<removed>", 2)]
)
def test_what_is_proven_is_not_left_open(before: str, after: str, code: int, fgsp: Fgsp, tmp_path: Path) -> None:
    """The same `ENC` text is the same secret; one that only one side has is a difference."""
    ran = fgsp("diff", *pair_of(tmp_path, text_with(before), text_with(after)))
    assert ran.code == code
    assert "cannot be compared" not in ran.out
    assert "except" not in ran.out


def test_two_masks_prove_nothing(fgsp: Fgsp, tmp_path: Path) -> None:
    """The same word of a masking tool stands for any secret."""
    assert NOTE in fgsp("diff", *pair_of(tmp_path, text_with("<removed>"), text_with("<removed>"))).out


@pytest.mark.parametrize("name", ["api-token", "auth-passwd", "private-key"])
def test_secrets_that_the_schema_does_not_know_are_of_the_kind(name: str, fgsp: Fgsp, tmp_path: Path) -> None:
    """By their names."""
    texts = [text_with("", f"    set {name} {value}\n") for value in (REAL, "<removed>")]
    ran = fgsp("diff", *pair_of(tmp_path, *texts))
    assert ran.code == 0
    assert f"standalone-cluster/{name}: present, cannot be compared" in ran.out


def test_the_history_of_a_device_says_so(fgsp: Fgsp, tmp_path: Path) -> None:
    """`nothing changed` alone would vouch for the key."""
    for day, secret in enumerate((REAL, "<removed>", "<removed>"), start=1):
        path = tmp_path / f"fgt-a_2026-11-0{day}.conf"
        path.write_text(text_with(secret), encoding="utf-8")
    ran = fgsp("audit", "--history", "fgt-a", "--against", tmp_path)
    assert ran.code == 0, ran
    assert f"nothing changed; {NOTE}" in ran.out
    document = fgsp("audit", "--history", "fgt-a", "--against", tmp_path, "--format", "json").document
    assert document["not_comparable"] == ["standalone-cluster/psksecret"]


@pytest.fixture
def keyed(tmp_path: Path) -> Path:
    """An intent that names the key."""
    path = tmp_path / "keyed.yaml"
    path.write_text(
        "clusters:\n  edge:\n    fortios: 7.4.4\n    standalone_cluster: {psksecret: '${env:FGSP_PSK}'}\n    members:\n"
        "      fgt-a: {group_member_id: 1, peerip: 10.0.0.1}\n      fgt-b: {group_member_id: 2, peerip: 10.0.0.2}\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("secret", [REAL, "<removed>", "ENC ***"])
@pytest.mark.parametrize(
    ("command", "name"),
    [*(("audit", name) for name in ("text", "json", "junit", "html", "markdown")), ("plan", "text"), ("plan", "json")],
)
def test_an_intent_s_key_cannot_be_compared_with_a_backup(
    command: str, name: str, secret: str, keyed: Path, fgsp: Fgsp, tmp_path: Path
) -> None:
    """Neither drift nor a tick without a word."""
    folder = tmp_path / "backups"
    folder.mkdir()
    for device, state in load_intent(keyed).states().items():
        shown = Interpreter("7.4.4", render(state, "7.4.4")).show()
        lines = [f"    set psksecret {secret}" if "psksecret" in line else line for line in shown.splitlines()]
        text = HEADER + "\n".join(lines) + "\n"
        assert "psksecret" in text
        (folder / f"{device}.conf").write_text(text, encoding="utf-8")
    ran = fgsp(command, "-i", keyed, "--against", folder, "--format", name)
    assert ran.code == 0, ran
    assert ran.out.count("cannot be compared") == 2
    if name == "json":
        assert ran.document["devices"]["fgt-a"]["notes"] == [NOTE]  # type: ignore[index]
        assert ran.document["summary"] == {"in_sync": 2}
