"""Secrets in an intent: references stay references, a literal becomes one at once."""

from __future__ import annotations

import re

from fgsp_cli.base import INTENT, ReferenceName, Secret, SecretRef, YamlNode, YamlScalar
from fgsp_cli.intent.read.findings import Findings
from fgsp_cli.intent.read.spelling import shown

_ALLOWED = "a reference: ${env:NAME}, ${file:PATH}, ${keyring:SERVICE/USER} or ${cmd:COMMAND}"
_REFERENCE_INSIDE = re.compile(r"\$\{(?:env|file|keyring|cmd|intent):")


class Literals:
    """The secrets that stand in the file itself, by the path of the reference that is used in their place."""

    def __init__(self, findings: Findings, warnings: Findings) -> None:
        self._findings = findings
        self._warnings = warnings
        self._by_value: dict[Secret, SecretRef] = {}
        self.secrets: dict[str, Secret] = {}

    def reference(self, node: YamlNode, path: str) -> SecretRef | None:
        """The reference for the value of a secret attribute; None after a problem. No message ever shows the value."""
        if not isinstance(node, YamlScalar) or node.null or not node.text:
            self._problem("a secret is wanted", node, path, shown="an empty text" if _is_text(node) else shown(node))
            return None
        reference = SecretRef.parse(node.text)
        if reference is not None and reference.name.scheme == INTENT:
            self._problem("`intent` references are the program's own", node, path)
            return None
        if reference is not None:
            return reference
        if _REFERENCE_INSIDE.search(node.text) or (node.text.startswith("${") and node.text.endswith("}")):
            self._problem("looks like a reference to a secret, and is none", node, path)
            return None
        if node.text.startswith("ENC "):
            self._problem("`ENC` text is what a unit shows; it is not the secret", node, path)
            return None
        return self._literal(node.text, node, path)

    def _literal(self, text: str, node: YamlNode, path: str) -> SecretRef:
        message = "the secret itself stands in the intent"
        self._warnings.add(message, node.position, path, hint="a reference such as ${env:NAME} keeps it out of files")
        secret = Secret(text)
        known = self._by_value.get(secret)
        if known is not None:
            return known
        reference = SecretRef(ReferenceName(f"${{{INTENT}:{path}}}"))
        self._by_value[secret] = reference
        self.secrets[path] = secret
        return reference

    def _problem(self, message: str, node: YamlNode, path: str, *, shown: str = "") -> None:
        self._findings.add(message, node.position, path, found=shown, allowed=_ALLOWED)


def _is_text(node: YamlNode) -> bool:
    return isinstance(node, YamlScalar) and not node.null
