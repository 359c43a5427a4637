"""`data.lab` of a host: what its stand-in is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from fgsp_cli.base.errors import Problem
from fgsp_cli.base.positions import Position
from fgsp_cli.fortios.schema import schema
from fgsp_cli.fortios.versions import Release, is_branch
from fgsp_cli.lab.spec import UnitSpec

CfgSave = Literal["automatic", "manual", "revert"]
_ROLES = ("", "primary", "secondary", "master", "slave")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabData:
    """The settings; all are optional."""

    fortios: str = ""
    """Empty: the newest release."""
    vdoms: tuple[str, ...] | None = None
    interfaces: Mapping[str, str] | None = None
    ha_role: str = ""
    cfg_save: CfgSave = "automatic"
    config: Path | None = None


SETTINGS = tuple(LabData.__dataclass_fields__)


def newest_release(branch: str = "") -> str:
    """The newest release of a branch; without one, of all. LookupError for an unknown branch."""
    data = schema()
    return str(data.releases_of(branch)[-1] if branch else data.branches[-1].newest)


def as_data(spec: UnitSpec) -> Mapping[str, object]:
    """What `data.lab` says of such a unit; its configuration is not among it."""
    data: dict[str, object] = {"fortios": spec.fortios}
    if spec.vdoms is not None:
        data["vdoms"] = list(spec.vdoms)
    if spec.interfaces is not None:
        data["interfaces"] = dict(spec.interfaces)
    if spec.ha_role:
        data["ha_role"] = spec.ha_role
    if spec.cfg_save != "automatic":
        data["cfg_save"] = spec.cfg_save
    return data


class DataReader:
    """Reads `data.lab` of one host; what is wrong with it is collected in `problems`."""

    def __init__(self, host: str, position: Position | None) -> None:
        self.problems: list[Problem] = []
        self._host = host
        self._position = position

    def read(self, data: object, folder: Path) -> LabData:
        """The settings; meaningless where there are problems. A relative file starts from the folder."""
        if data is None:
            return LabData()
        if not isinstance(data, Mapping):
            self.wrong("data.lab", type(data).__name__, "a mapping")
            return LabData()
        for name in data:
            if name not in SETTINGS:
                self.wrong(f"data.lab.{name}", "", ", ".join(SETTINGS), "unknown setting")
        return LabData(
            fortios=self._release(data.get("fortios")),
            vdoms=self._names(data.get("vdoms")),
            interfaces=self._interfaces(data.get("interfaces")),
            ha_role=self._role(data.get("ha_role")),
            cfg_save=self._cfg_save(data.get("cfg_save")),
            config=self._file(data.get("config"), folder),
        )

    def wrong(self, path: str, found: str, allowed: str, message: str = "wrong value") -> None:
        """Note a problem."""
        self.problems.append(
            Problem(message=message, position=self._position, path=f"{self._host}.{path}", found=found, allowed=allowed)
        )

    def _release(self, value: object) -> str:
        text = "" if value is None else str(value)
        try:
            return newest_release(text) if is_branch(text) else str(Release.parse(text)) if text else ""
        except (ValueError, LookupError):
            self.wrong("data.lab.fortios", text, "a release such as 7.4.4, or a branch such as 7.4")
            return ""

    def _names(self, value: object) -> tuple[str, ...] | None:
        if value is None:
            return None
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return tuple(name for name in value if name != "root")
        self.wrong("data.lab.vdoms", str(value), "a list of names")
        return None

    def _interfaces(self, value: object) -> Mapping[str, str] | None:
        if value is None:
            return None
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return dict.fromkeys(value, "")
        if isinstance(value, Mapping) and all(isinstance(part, str | None) for part in _flat(value)):
            return {name: address or "" for name, address in value.items()}
        self.wrong("data.lab.interfaces", str(value), "a list of names, or a mapping of names to addresses with mask")
        return None

    def _role(self, value: object) -> str:
        text = "" if value is None else str(value)
        if text not in _ROLES:
            self.wrong("data.lab.ha_role", text, ", ".join(_ROLES[1:]))
        return text

    def _cfg_save(self, value: object) -> CfgSave:
        for mode in get_args(CfgSave):
            if value == mode:
                return mode  # type: ignore[no-any-return]
        if value is not None:
            self.wrong("data.lab.cfg_save", str(value), ", ".join(get_args(CfgSave)))
        return "automatic"

    def _file(self, value: object, folder: Path) -> Path | None:
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong("data.lab.config", str(value), "the name of a file")
            return None
        path = folder / Path(value).expanduser()
        if not path.is_file():
            self.wrong("data.lab.config", str(path), "a file that exists")
        return path


def _flat(mapping: Mapping[object, object]) -> Iterable[object]:
    for key, value in mapping.items():
        yield "" if isinstance(key, str) else key
        yield value
