"""A reference in flow style names its fix; text of a backup that looks like a reference is refused by name."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from command_line import program

from fgsp_cli.base.errors import IntentError
from fgsp_cli.intent import parse_intent

BACKUP = """#config-version=FGVMK6-7.04.04-FW-build2573-230516:opmode=0:vdom=0:user=admin
config system global
    set hostname "fgt-a"
end
config system standalone-cluster
    set standalone-group-id 7
    config cluster-peer
        edit 1
            set peerip 192.0.2.1
            set peervd "{text}"
        next
    end
end
"""


@pytest.mark.parametrize(
    "reference", ["${env:FGSP_PSK}", "${file:/run/psk}", "${cmd:pass fgsp}", "${keyring:fgsp/psk}"]
)
@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("{{encryption: enable, psksecret: {}}}", 57),
        ("{{psksecret: {}, encryption: enable}}", 37),
        ("{{psksecret: {}}}", 37),
    ],
)
def test_a_reference_in_flow_style_names_line_column_and_the_fix(reference: str, line: str, column: int) -> None:
    """YAML reads its braces as a mapping."""
    text = f"clusters:\n  e:\n    members: {{}}\n    standalone_cluster: {line.format(reference)}\n"
    with pytest.raises(IntentError) as caught:
        parse_intent(text, "edge.yaml")
    message = str(caught.value)
    assert message.startswith(f"edge.yaml:4:{column}: a reference to a secret in braces or brackets needs quotes")
    assert message.endswith(f'write "{reference}"')


@pytest.mark.parametrize("text", ["${cmd:touch ran}", "{{ 7*7 }}", "${env:HOME}", "${file:/etc/passwd}"])
def test_import_refuses_text_that_looks_like_a_reference_by_name(tmp_path: Path, text: str) -> None:
    """With its line; nothing is written and nothing runs."""
    (tmp_path / "fgt-a.conf").write_text(BACKUP.format(text=text))
    done = subprocess.run(
        program("import", tmp_path), capture_output=True, text=True, cwd=tmp_path, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (65, "")
    assert f"fgt-a.conf:10: peervd: a placeholder of a template, and no value (found: {text})" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["fgt-a.conf"]
