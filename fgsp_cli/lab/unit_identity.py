"""What a unit is called: platform code, build, serial number, the header of its configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256

from fgsp_cli.fortios import Release, Spans

_BUILDS = {
    "6.0.2": ("0163", "180725", "GA"),
    "6.0.6": ("0272", "190716", "GA"),
    "6.2.3": ("1066", "191219", "GA"),
    "6.2.6": ("1175", "201110", "GA"),
    "6.4.4": ("1803", "201209", "GA"),
    "7.0.3": ("0237", "211207", "GA"),
    "7.0.7": ("0367", "221005", "GA.F"),
    "7.0.11": ("0489", "230314", "GA.M"),
    "7.0.13": ("0566", "231024", "GA.M"),
    "7.0.17": ("0682", "250113", "GA.M"),
    "7.2.13": ("1762", "260128", "GA.M"),
    "7.4.7": ("2731", "250120", "GA.M"),
    "7.4.8": ("2795", "250523", "GA.M"),
    "7.6.6": ("3652", "260127", "GA.F"),
    "8.0.0": ("0167", "260420", "GA.F"),
}
"""Build, date and kind as real units print them [transcripts status-*, bytes-*, exec-*, backups, confirmed]."""
_TAGGED = Spans.of([["7.0.6", None]])
"""Releases that say mature or feature [transcripts status-*: GA in 7.0.3, GA.F in 7.0.7, the bound likely]."""

_PLATFORMS = {
    "VM64-KVM": "FGVMK6",
    "VM64": "FGVM64",
    "600E": "FG6H0E",
    "1801F": "FG181F",
    "3001F": "FG3K1F",
}
"""Codes that do not follow from the model's name [transcripts status-*, bytes-*, backups, confirmed]."""
MASTER_AND_SLAVE = Spans.of([["0.0.0", "6.2.999"]])
"""Releases that call a primary unit master [facts/cli-behaviour.md#5.3, confirmed]."""
_LARGE = 300
"""Model numbers from here on have no system on a chip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The unchanging facts about one unit."""

    model: str
    platform: str
    serial: str
    release: Release
    build: str
    build_date: str
    kind: str

    @property
    def virtual(self) -> bool:
        """Whether it is a VM, which shows licence lines."""
        return "VM" in self.model

    @property
    def x86(self) -> bool:
        """Whether it is a VM or one of the larger appliances [transcripts status-*, bytes-*; the bound is likely]."""
        number = re.search(r"\d+", self.model)
        return self.virtual or (number is not None and int(number.group()) >= _LARGE)

    @property
    def version(self) -> str:
        """The value of `Version:` in `get system status` [facts/cli-behaviour.md#5.3, confirmed]."""
        return f"{self.model} v{self.release},build{self.build},{self.build_date} ({self.kind})"

    def header(self, *, multi_vdom: bool, user: str, change: int) -> str:
        """The four lines above `show` at the root [facts/cli-behaviour.md#3.4, confirmed].

        `conf_file_ver` is another one after every change.
        """
        version = f"{self.platform}-{self.release}-FW-build{self.build}-{self.build_date}"
        return (
            f"#config-version={version}:opmode=0:vdom={int(multi_vdom)}:user={user}\n"
            f"#conf_file_ver={_number(self.serial, 9)}{change:06d}\n"
            f"#buildno={self.build}\n"
            "#global_vdom=1\n"
        )


def identify(name: str, *, model: str, release: Release, serial: str = "") -> Identity:
    """The identity of the unit of that name: the same at every start."""
    platform = _platform(model)
    # A build that is not published gets the release's own digits, so that it is plainly invented.
    made_up = f"{release.major}{release.minor}{release.patch:02d}", "240101", "GA.M" if release in _TAGGED else "GA"
    build, date, kind = _BUILDS.get(str(release), made_up)
    return Identity(
        model=model,
        platform=platform,
        serial=serial or made_serial(name, platform),
        release=release,
        build=build,
        build_date=date,
        kind=kind,
    )


_CONFIG_VERSION = re.compile(r"#config-version=(\w+)-[\d.]+-FW-build(\d+)-(\d+)")


def of_header(identity: Identity, config: str, *, named: bool) -> Identity:
    """The identity as the header of a configuration says it; `named`: the model is given and stays."""
    match = _CONFIG_VERSION.search(config)
    if match is None:
        return identity
    platform, build, date = match.groups()
    known = (
        identity if named else identify("", model=_model(platform), serial=identity.serial, release=identity.release)
    )
    return replace(known, build=build, build_date=date)


def _model(platform: str) -> str:
    """The model of a platform code."""
    names = {code: model for model, code in _PLATFORMS.items()}
    return f"FortiGate-{names.get(platform) or re.sub('^(?:FGT|FG)', '', platform)}"


def as_release(identity: Identity, fortios: str) -> Identity:
    """The same unit with another release on it."""
    release = Release.parse(fortios)
    return identify("", model=identity.model, serial=identity.serial, release=release)


def made_serial(name: str, platform: str) -> str:
    """The serial number of the unit of that name: the same at every start."""
    return f"{platform}LB{_number(name, 8)}"


def _platform(model: str) -> str:
    """The code of a model: `FGT60F` of FortiGate-60F, `FG100E` of FortiGate-100E [backups, confirmed for those]."""
    short = re.sub(r"^FortiGate-", "", model)
    if short in _PLATFORMS:
        return _PLATFORMS[short]
    return f"FGT{short}"[:6] if len(short) <= 3 else f"FG{short.replace('-', '')}"[:6]


def _number(seed: str, digits: int) -> str:
    return f"{int.from_bytes(sha256(seed.encode()).digest()[:8], 'big') % 10**digits:0{digits}d}"


def partner(identity: Identity) -> str:
    """The serial number of the unit that is in an FGCP cluster with that one."""
    return f"{identity.serial[:6]}LB{_number(f'{identity.serial} and another', 8)}"
