"""A stranger's text is never a reference: who may make one, and what the type checker says to everybody else."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from subprocess import run

import fgsp_cli

PACKAGE = Path(fgsp_cli.__file__).parent
MAKERS = {
    "intent/read/literals.py",  # intents
    "inventory/check.py",
    "inventory/targets.py",  # inventories
    "cli/shared/common_options.py",  # options
}
HOLDERS = {
    "base/secrets.py",
    "cli/shared/change_options.py",
    "cli/shared/inputs.py",
    "cli/recover.py",
    "cli/rollback.py",
    "device/secret_resolver.py",
    "fleet/intent_verbs.py",
    "fleet/jobs.py",
    "intent/device.py",
    "intent/read/given.py",
    "intent/intent.py",
    "inventory/target.py",
    "plan/push_options.py",
}
"""They hand references on: to the one place that resolves them."""
READERS = ("fortios", "state", "units", "archive", "audit", "compare", "render", "runs", "lint", "results", "report")
"""Rooms whose functions read units, backups, states, runs: they do not know the type at all."""

TYPED = """
from pathlib import Path

from fgsp_cli.base import ReferenceName, SecretRef, SecretState, ShownSecret
from fgsp_cli.device import Resolver, Session
from fgsp_cli.fortios import dialect, parse
from fgsp_cli.plan import cluster_from_json, read_plan
from fgsp_cli.state import read_config, read_terraform, state_from_json


def attempts(resolver: Resolver, session: Session, text: str) -> None:
    shown = parse(dialect("7.4.4").tops["system standalone-cluster"].by_key["psksecret"], [text])
    if isinstance(shown, SecretState):
        resolver.named(shown.reference)  # refused
    for state in (
        read_config(text),
        read_terraform(text, "7.4.4", "x", "x")["x"],
        state_from_json(text),
        session.read().state,
        cluster_from_json(text).units["x"].before,
    ):
        secret = state.standalone_cluster["psksecret"]
        resolver.resolve(secret)  # refused
        if isinstance(secret, SecretState) and secret.reference:
            resolver.resolve(secret.reference)  # refused
            SecretRef(secret)  # refused
    plan = read_plan(Path(text))
    resolver.resolve(plan.old_psk)  # refused
    for name in plan.clusters[0].secrets:
        resolver.resolve(name)  # refused
    one: SecretRef = ReferenceName(text)  # refused
    other: ReferenceName = ShownSecret.of(text).reference  # refused
    resolver.resolve(text)  # refused
    resolver.resolve(one)
    resolver.named(other)
"""


def test_the_type_checker_refuses_what_was_read_as_a_reference(tmp_path: Path) -> None:
    """Each line that tries is an error, and no other line is."""
    file = tmp_path / "attempts.py"
    file.write_text(TYPED)
    source = PACKAGE.parent  # the type checker refuses to run in site-packages, and finds an installed package anywhere
    checked = run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path / "cache"), file],
        capture_output=True,
        text=True,
        check=False,
        cwd=source if (source / "pyproject.toml").exists() else tmp_path,
    )
    errors = {int(number) for number in re.findall(r"attempts\.py:(\d+): error", checked.stdout)}
    wanted = {place for place, line in enumerate(TYPED.splitlines(), 1) if line.endswith("# refused")}
    assert errors == wanted, checked.stdout + checked.stderr


def modules() -> dict[str, ast.Module]:
    """Every module of the package."""
    return {
        str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")
    }


def test_only_the_loaders_of_the_operator_s_files_make_references() -> None:
    """Whoever calls the type or its `parse`; and whoever names it at all."""
    makers, holders = set(), set()
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id == "SecretRef":
                holders.add(name)
            if isinstance(node, ast.Attribute) and node.attr == "SecretRef":
                makers.add(f"{name}: an access that cannot be judged")
            if isinstance(node, ast.Call):
                made = node.func.value if isinstance(node.func, ast.Attribute) else node.func
                if isinstance(made, ast.Name) and made.id == "SecretRef":
                    makers.add(name)
    assert makers - {"base/secrets.py"} == MAKERS
    assert holders <= HOLDERS | MAKERS


def test_no_function_that_reads_from_outside_can_return_a_reference() -> None:
    """All call sites: no annotation of these rooms names the type, in quotes or not, nor is it imported under another."""
    for name, tree in modules().items():
        text = ast.unparse(tree)
        if name.startswith(tuple(f"{room}/" for room in READERS)):
            assert "SecretRef" not in text, name
        assert not re.search(r"SecretRef as (?!SecretRef\b)", text), name


def test_one_place_resolves_and_one_file_holds_the_sources() -> None:
    """A source is one entry of one table; whoever calls `read` of it is the resolver."""
    callers = {name for name, tree in modules().items() if "SOURCES[" in ast.unparse(tree)}
    assert callers == {"device/secret_resolver.py"}
    names = {name for name, tree in modules().items() if "subprocess" in ast.unparse(tree)}
    assert "base/secret_sources.py" in names
    assert not any(name.startswith(("intent/", "plan/", "runs/", "state/", "fortios/", "render/")) for name in names)
