"""`set`, `unset`, `append`, `unselect` on a block: what the schema knows is checked and normalised, all else kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface

from fgsp_cli.fortios import replies, values
from fgsp_cli.fortios.dialects import Spec
from fgsp_cli.fortios.interpreter.assumptions import OffSwitch
from fgsp_cli.fortios.interpreter.language.line_words import BLANKS, split
from fgsp_cli.fortios.interpreter.language.vocabulary import expand
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.interpreter.stored.loader import quoted
from fgsp_cli.fortios.interpreter.stored.nodes import with_setting, without_setting
from fgsp_cli.fortios.interpreter.stored.store import Store
from fgsp_cli.fortios.interpreter.typed_setting import ENC, current, hidden, hides, normalised, offered, reply_to
from fgsp_cli.fortios.schema_data import Kind
from fgsp_cli.fortios.tree import Node, Setting
from fgsp_cli.fortios.values import ValueProblem

_A_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,127}")
_SECRET_NAME = re.compile(r"(?:.*-)?(?:psksecret|password|passwd|passphrase|secret|pwd)\d?")
"""What other tables call their secrets; they are shown as `ENC` like those of FGSP
[facts/cli-behaviour.md#3.1, confirmed]."""

_CLASS_D = IPv4Address("224.0.0.0")
_INTERFACES, _ADDRESS = ("system interface",), "ip"
_NAMES = frozenset(
    "alias comment comments description device dstaddr dstintf hostname interface schedule srcaddr srcintf vdom".split()  # noqa: SIM905
)
"""Attributes of other tables whose words are names or texts: `show` quotes those however they were typed
[facts/cli-behaviour.md#3.1; session-table-edit, bytes-91G, show-VM64KVM-6.4.4, confirmed]."""


class Attributes:
    """The attributes of one kind of block on one unit; each method gives the changed block, or Refused."""

    def __init__(self, store: Store, spec: Spec | None, path: tuple[str, ...]) -> None:
        self._store = store
        self._spec = spec
        self._path = path

    def set(self, node: Node, name: str, raw: str) -> Node:
        """`set NAME VALUE`: replaces the value."""
        attribute = self._known(node, name)
        if not raw.strip(BLANKS):
            raise Refused(replies.incomplete())
        if attribute is None:
            return self._keep(node, name, raw)
        return self._assign(node, attribute, tuple(word.text for word in split(raw)))

    def append(self, node: Node, name: str, raw: str) -> Node:
        """`append NAME VALUE`: the list and the value [facts/cli-behaviour.md#5.1, confirmed]."""
        attribute = self._known(node, name)
        if not raw.strip(BLANKS):
            raise Refused(replies.incomplete())
        if attribute is None:
            old = node.settings.get(name)
            return self._keep(node, name, f"{old.raw} {raw}" if old and old.raw else raw)
        if attribute.kind is not Kind.NAMES:
            raise Refused(replies.parse_error(name))
        return self._assign(node, attribute, (*current(node, attribute), *(word.text for word in split(raw))))

    def unselect(self, node: Node, name: str, raw: str) -> Node:
        """`unselect NAME VALUE`: the list without the value; one that is not in it is no error."""
        attribute = self._known(node, name)
        removed = {word.text for word in split(raw)}
        if not removed:
            raise Refused(replies.incomplete())
        if attribute is None:
            old = node.settings.get(name)
            left = [word for word in split(old.raw) if word.text not in removed] if old else []
            raw = " ".join(old.raw[word.start : word.end] for word in left) if old else ""
            return self._keep(node, name, raw) if raw else without_setting(node, name)
        if attribute.kind is not Kind.NAMES:
            raise Refused(replies.parse_error(name))
        words = tuple(word for word in current(node, attribute) if word not in removed)
        return self._assign(node, attribute, words) if words else self._default(node, attribute)

    def unset(self, node: Node, name: str) -> Node:
        """`unset NAME`: back to the default."""
        attribute = self._known(node, name)
        if attribute is not None:
            return self._default(node, attribute)
        return self._forget(node, name)

    def _known(self, node: Node, name: str) -> Spec | None:
        """The attribute of that name, None for one that is kept as typed; Refused for one that is not offered."""
        spec = self._spec
        if spec is None or (*self._path, name) in self._store.own:
            return self._anything(name)
        full = expand(name, (each.name for each in spec.children.values() if not each.kind.nested))
        if full is None and spec.subset and name not in spec.children:
            return self._anything(name)
        if full is None or not self._offered(node, spec, spec.children[full]):
            raise Refused(replies.parse_error(name))
        return spec.children[full]

    @staticmethod
    def _anything(name: str) -> None:
        if not _A_NAME.fullmatch(name):
            raise Refused(replies.parse_error(name))

    def _assign(self, node: Node, attribute: Spec, words: Sequence[str]) -> Node:
        if attribute.kind is Kind.SECRET:
            return self._secret(node, attribute, words)
        try:
            stored, is_default = normalised(attribute, tuple(words))
        except ValueProblem as problem:
            raise Refused(self._reply(attribute, problem)) from None
        self._check_references(attribute, stored)
        if is_default and attribute.writable:
            return self._default(node, attribute)
        setting = Setting(words=stored, raw=values.quote(attribute, stored), line=self._store.stamp())
        return self._settled(with_setting(node, self._spec, attribute.name, setting))

    def _secret(self, node: Node, attribute: Spec, words: Sequence[str]) -> Node:
        """`ENC` text is kept; what is typed in clear is never shown again."""
        allowed = 2 if words[0] == ENC else 1
        if len(words) > allowed:
            raise Refused(replies.parse_error(words[allowed]))
        if attribute.max_length and len(words) == 1 and len(words[0]) > attribute.max_length:
            raise Refused(replies.too_long(words[0], attribute.max_length))
        if not "".join(words):
            return without_setting(node, attribute.name)
        setting = replace(hidden(self._store.cipher, words), line=self._store.stamp())
        return with_setting(node, self._spec, attribute.name, setting)

    def _default(self, node: Node, attribute: Spec) -> Node:
        """The block with the attribute at its default.

        Of `system ha` a unit prints some attributes at their default too (`set override disable`), so what this
        program never writes is kept as it was said.
        """
        if attribute.writable or attribute.kind is Kind.SECRET:
            return self._settled(without_setting(node, attribute.name))
        return self._settled(self._forget(node, attribute.name))

    def _forget(self, node: Node, name: str) -> Node:
        """Without its default, all that is known of an unset attribute is that it was unset."""
        if name in node.settings and not node.settings[name].unset:
            return without_setting(node, name)
        return with_setting(node, self._spec, name, Setting(unset=True, line=self._store.stamp()))

    def _settled(self, node: Node) -> Node:
        """The block without what its other attributes no longer offer."""
        for attribute in self._spec.children.values() if self._spec else ():
            forgotten = attribute.depends_on and (attribute.depends_on.refused or self._off_switch == "forgets")
            if forgotten and self._spec and not offered(node, self._spec, attribute):
                node = without_setting(node, attribute.name)
        return node

    @property
    def _off_switch(self) -> OffSwitch:
        return self._store.habits.off_switch

    def _offered(self, node: Node, spec: Spec, attribute: Spec) -> bool:
        return not hides(attribute, self._off_switch) or offered(node, spec, attribute)

    def _keep(self, node: Node, name: str, raw: str) -> Node:
        words = tuple(word.text for word in split(raw))
        if self._path == _INTERFACES and name == _ADDRESS:
            words = _address_with_mask(words)
            raw = " ".join(words)
        if self._spec is None and name in _NAMES:
            raw = " ".join(quoted(word) for word in words)
        setting = Setting(words=words, raw=raw, line=self._store.stamp())
        if _SECRET_NAME.fullmatch(name) and words[0] != ENC:
            setting = replace(hidden(self._store.cipher, (" ".join(words),)), line=setting.line)
        return with_setting(node, self._spec, name, setting)

    def _check_references(self, attribute: Spec, words: Sequence[str]) -> None:
        known = self._store.names(attribute.references)
        for word in words:
            if known is not None and word and word not in known:
                raise Refused(replies.not_in_datasource(word))

    def _reply(self, attribute: Spec, problem: ValueProblem) -> replies.Reply:
        return reply_to(attribute, problem, self._store.habits.out_of_range_code)


def _address_with_mask(words: Sequence[str]) -> tuple[str, ...]:
    """The address of an interface as `show` prints it, `192.168.1.6/24` with its mask in words
    [facts/cli-behaviour.md#3.1].

    Refused without a mask, and where it is none that a host can have [facts/cli-behaviour.md#2.1, confirmed].
    """
    address, slash, mask = words[0].partition("/")
    if not (slash or words[1:]):
        raise Refused(replies.incomplete())
    try:
        interface = IPv4Interface(f"{address}/{mask or words[1]}")
    except ValueError:
        raise Refused(replies.no_address(words[0])) from None
    if interface.ip >= _CLASS_D:
        raise Refused(replies.value_error(words[0], -8, "ip address must be a class A, B, or C ip"))
    return str(interface.ip), str(interface.netmask)
