"""Real texts of FortiOS in `tests/data`, and what each of them is: the answer that every verb must come to."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
TRANSCRIPTS = DATA / "transcripts"

# Nothing of FGSP is configured: file -> the release its header names, or that the test gives
UNSET = {
    "backups/backup-FGT50E-6.0.6-multivdom-flow-proxy.conf": ("6.0.6", None),
    "backups/backup-FGT50E-6.0.6-novdom-flow.conf": ("6.0.6", None),
    "backups/backup-FGVMK6-7.0.17-f1.conf": ("7.0.17", None),
    "backups/script-utf8-emoji.txt": ("7.0.5", "7.0.5"),
    "backups/show-FGVMK6-6.0.2-putty-crlf-a.txt": ("6.0.2", None),
    "backups/showfull-FG100E-7.2.13.conf.gz": ("7.2.13", None),
    "transcripts/show-VM-6.2.3-multivdom-readonly-prompt.txt": ("6.2.3", None),
    "transcripts/show-VM64KVM-6.4.4-full-backup-style.txt": ("6.4.4", None),
    "transcripts/fgsp-config-azure-both-syntaxes-commented.txt": ("7.2.1", "7.2.1"),
}
# file, release given, {line: what is said of it}
REFUSED: list[tuple[str, str | None, dict[int | None, str]]] = [
    ("backups/backup-FGVMK6-5.4.1-firewall.conf", None, {1: "FortiOS 5.4.0 is older than 6.0.0"}),
    ("backups/show-FGVM-5.x-noheader.conf", None, {None: "does not say its FortiOS release"}),
    ("backups/show-FGVM-5.x-noheader.conf", "5.2.13", {None: "older than 6.0.0"}),
    ("backups/show-FGVM-5.x-noheader.conf", "6.0.4", {477: "the name of the table before FortiOS 6.0"}),
    ("backups/partial-vdom-root-crlf.txt", "7.0.5", {None: "only the part of the VDOM root"}),
    ("backups/partial-vdom-site-crlf.txt", "7.0.5", {None: "only the part of the VDOM VDOM-KOsite"}),
    ("backups/show-FGT60C-5.0-truncated.txt", None, {103: "cut off"}),
    ("transcripts/backup-VM64-5.2-per-vdom.txt", None, {4: "older than 6.0.0"}),
    ("transcripts/backup-VM64-5.2-per-vdom.txt", "6.0.4", {None: "only the part of the VDOM root"}),
    ("transcripts/show-FWF60D-5.0-excerpt.txt", None, {4: "older than 6.0.0"}),
    ("transcripts/showfull-VM64KVM-7.2.4-excerpt.txt", None, {1259: "cut off"}),
    (
        "transcripts/fgsp-config-aws-connect.txt",
        "7.2.4",
        {13: "a placeholder", 16: "a placeholder"},
    ),
    (
        "transcripts/fgsp-config-azure-readme-both.txt",
        "7.0.5",
        {13: "`edit 0`", 14: "a placeholder", 28: "no such table", 30: "a placeholder"},
    ),
    (
        "transcripts/fgsp-config-azure-readme-both.txt",
        "7.2.4",
        {12: "has no such table", 14: "a placeholder", 29: "`edit 0`", 30: "a placeholder"},
    ),
    (
        "transcripts/fgsp-config-config-sync-vdom-exception.txt",
        "7.2.4",
        {14: "a placeholder", 17: "a placeholder", 29: "a placeholder"},
    ),
    ("transcripts/fgsp-config-docs-fgcp-over-fgsp-7.2.4.txt", "7.2.4", {7: "a placeholder"}),
    (
        "transcripts/fgsp-config-gcp-cluster-peer-loop.txt",
        "7.2.4",
        {11: "a placeholder", 13: "a template", 14: "`edit 0`", 15: "a placeholder", 17: "a template"},
    ),
    ("transcripts/fgsp-config-manual-5x-no-next.txt", "6.0.4", {15: "before FortiOS 6.0"}),
    (
        "transcripts/cfg-aws-gwlb-unicast-vdomexc.txt",
        "7.4.4",
        {29: "a placeholder", 32: "a placeholder", 44: "a placeholder"},
    ),
    ("transcripts/doc-kb193347-no-next.txt", "6.0.4", {9: "the `next` before it is missing"}),
    ("transcripts/fgsp-config-autoscale-plus-fgsp.txt", "7.2.4", {7: "a placeholder"}),
    ("transcripts/fgsp-config-aws-peers-list-explicit-ids.txt", "7.2.4", {6: "a placeholder", 8: "a template"}),
    (
        "transcripts/fgsp-config-azure-four-members-cluster-sync.txt",
        "7.0.5",
        {
            12: "`edit 0`",
            13: "a placeholder",
            15: "a template",
            17: "a placeholder",
            19: "a template",
            20: "a template",
            22: "a placeholder",
            24: "a template",
        },
    ),
    ("transcripts/fgsp-config-workshop-vwan.txt", "7.2.4", {8: "a placeholder"}),
]
# FGSP is configured: file -> the release that the test gives
READ: dict[str, str | None] = {
    "backups/backup-FGT70G-7.6.6-branch.conf": None,
    "transcripts/fgsp-config-docs-basic-peer-6.4.12.txt": "6.4.12",
    "transcripts/fgsp-config-docs-consolidated-7.2.1.txt": "7.2.1",
    "transcripts/fgsp-config-docs-monitor-prefix-7.6.1.txt": "7.6.1",
    "transcripts/fgsp-config-kb-two-links-6.x.txt": "6.2.9",
    "transcripts/fgsp-show-standalone-cluster-1800F.txt": "7.0.12",
}


def names() -> frozenset[str]:
    """Every text that has its answer here."""
    return frozenset((*UNSET, *(name for name, *_ in REFUSED), *READ))
