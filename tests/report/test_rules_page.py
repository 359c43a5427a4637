"""docs/lint.md is made from the rules: `python tests/support/rules_page.py` writes it anew."""

from __future__ import annotations

from rules_page import PAGE, rules_page

from fgsp_cli.lint.rules import RULES


def test_the_page_is_as_the_rules_are() -> None:
    """A rule that changes changes the page, or this fails."""
    assert PAGE.read_text(encoding="utf-8") == rules_page()


def test_every_rule_has_its_place_with_its_reason() -> None:
    """Its id, what it asks for and why."""
    text = " ".join(rules_page().split())
    for name, rule in RULES.items():
        assert f"## {name} " in text
        assert rule.demand.endswith(".")
        assert " ".join(rule.demand.split()) in text
        assert f"Why: {' '.join(rule.why.split())}" in text


def test_what_is_not_checked_says_why() -> None:
    """A list without reasons would be a list of omissions."""
    assert "## What is not checked" in rules_page()
