"""The `#` lines in front of a configuration: which unit, which release, which part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fgsp_cli.fortios.versions import Release

_MODEL_AND_RELEASE = re.compile(r"(?P<model>.+?)[- ]v?(?P<release>\d+(?:\.\d+){1,2})\b")
_BUILD = re.compile(r"build0*(\d+)")
OTHER_PRODUCTS = {"FMG": "FortiManager", "FAZ": "FortiAnalyzer"}
MARK = "#config-version="
MARK_OF_PART = "#global_vdom="


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the header of a backup or of `show` at the root says [facts/cli-behaviour.md#3.4, confirmed]."""

    text: str
    """The value of `config-version`, whole."""
    line: int
    model: str = ""
    """The platform code, `FGVMK6`, which is not the marketing name."""
    release: Release | None = None
    """5.x headers name the branch only (`5.04`); the patch is 0 then."""
    build: int | None = None
    user: str = ""
    multi_vdom: bool = False
    """`vdom=1`; some sanitised texts say 0 although the text holds VDOM parts."""
    vdom: str | None = None
    """The only VDOM that the text holds: `#global_vdom=0:vd_name=root`."""

    @property
    def other_product(self) -> str:
        """The name of a product that is no FortiGate and that the model code gives away, else nothing."""
        return OTHER_PRODUCTS.get(self.model[:3], "")


def parse_header(first: str, line: int) -> Header:
    """The header from its first line, which has that number and begins with MARK."""
    text = first.removeprefix(MARK).strip()
    name, *fields = text.split(":")
    match, build = _MODEL_AND_RELEASE.match(name), _BUILD.search(name)
    facts = dict(_pair(field) for field in fields)
    return Header(
        text=text,
        line=line,
        model=match["model"] if match else name,
        release=_release(match["release"]) if match else None,
        build=int(build[1]) if build else None,
        user=facts.get("user", ""),
        multi_vdom=facts.get("vdom") == "1",
    )


def _pair(field: str) -> tuple[str, str]:
    name, _, value = field.partition("=")
    return name, value


def _release(text: str) -> Release:
    major, minor, patch = [*(int(number) for number in text.split(".")), 0][:3]
    return Release(major, minor, patch)


def only_vdom(last: str) -> str | None:
    """The VDOM that the header's last line (MARK_OF_PART) calls the only one of the text, None if it does not."""
    everything, _, part = last.removeprefix(MARK_OF_PART).partition(":")
    return _pair(part)[1].strip() or None if everything == "0" else None
