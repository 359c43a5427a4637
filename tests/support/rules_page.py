"""The rules of `lint` as a page of the documentation: docs/lint.md is what this makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from fgsp_cli.lint import BEYOND, RULES, Beyond, Level, Rule

PAGE = Path(__file__).parents[2] / "docs" / "lint.md"
WIDTH = 100
_HEAD = """\
# The rules of `fgsp lint`

<!-- Made from the rules themselves; `python tests/support/rules_page.py` writes it anew. -->

`fgsp lint -i edge.yaml` checks an intent, `fgsp lint -I inventory` live units, `fgsp lint --against backups/` backups.
With units or backups an intent may be given too: it says which of them make a cluster, and under which addresses they
know each other. Without one the addresses of their interfaces decide.

`--ignore ID` leaves a rule out, `--fail-on error|warning|hint` says from which level on the exit code is 2. *Confirmed*
means that a device, or the vendor's own text for that release, shows the fact. An error that is not confirmed is
reported as a warning, and stops nothing, unless `--strict-facts` is given; a confirmed one stops `plan` and `push` too.

"""
_FACTS = {
    "ha_mode": "the HA mode",
    "interfaces": "the interfaces",
    "model": "the model, which live units report and backups do not",
    "nat_vdoms": "the policies (of live units only without VDOMs)",
    "platform": "the platform",
    "standalone_config_sync": "`standalone-config-sync`",
    "vdom_exceptions": "the table `vdom-exception`",
    "vdom_mode": "the VDOM mode",
    "vdoms": "the VDOMs",
}


def rules_page() -> str:
    """The whole page, in Markdown."""
    rules = sorted(RULES.values(), key=lambda rule: rule.name)
    lines = [_HEAD, "| rule | level | confirmed | asks for |\n|---|---|---|---|\n"]
    lines += [
        f"| [`{rule.name}`](#{rule.name}) | {rule.level} | {_yes(rule)} | {_first(rule.demand)} |\n" for rule in rules
    ]
    lines += [part for rule in rules for part in _rule(rule)]
    return "".join([*lines, *_beyond()])


def _rule(rule: Rule) -> Iterator[str]:
    level = f"{rule.level}, {'confirmed' if rule.confirmed else 'not confirmed'}"
    suffix = " (reported as a warning)" if rule.level is Level.ERROR and not rule.confirmed else ""
    yield f"\n## {rule.name}\n\n*{level}{suffix}.*\n\n"
    yield _paragraph(rule.demand)
    yield "\n" + _paragraph(f"Why: {rule.why}")
    if rule.needs:
        yield "\n" + _paragraph(f"Needs, from units or backups: {_listed(rule.needs)}.")
    if rule.helped:
        yield "\n" + _paragraph(f"Sees more with: {_listed(rule.helped)}.")


def _beyond() -> Iterator[str]:
    yield "\n## What is not checked\n\n"
    yield _paragraph("Known statements about FGSP that no rule checks, and why.")
    for about, statements in groupby(BEYOND, key=lambda each: each.about):
        yield f"\n### {about}\n\n"
        yield from map(_statement, statements)


def _statement(each: Beyond) -> str:
    return "\n".join(wrap(f"- {each.statement} *{each.reason}*", WIDTH, subsequent_indent="  ")) + "\n"


def _listed(facts: tuple[str, ...]) -> str:
    return ", ".join(_FACTS[fact] for fact in facts)


def _first(text: str) -> str:
    """The first sentence, as a cell of a table."""
    return text.partition(". ")[0].rstrip(".").replace("|", "\\|")


def _yes(rule: Rule) -> str:
    return "yes" if rule.confirmed else "no"


def _paragraph(text: str) -> str:
    return "\n".join(wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)) + "\n"


if __name__ == "__main__":
    PAGE.write_text(rules_page(), encoding="utf-8")
