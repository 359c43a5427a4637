"""`data.lab` of a host: what its stand-in is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, TypeVar, get_args, get_origin, get_type_hints

from fgsp_cli.base import Position, Problem
from fgsp_cli.fortios import Release, is_branch, schema
from fgsp_cli.fortios.interpreter import Habits
from fgsp_cli.lab.quirks import Quirks
from fgsp_cli.lab.spec import DEFAULT_MODEL, UnitSpec

CfgSave = Literal["automatic", "manual", "revert"]
Management = Literal["none", "fortimanager", "fortiguard"]
_Group = TypeVar("_Group", Quirks, Habits)
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
    hostname: str = ""
    model: str = DEFAULT_MODEL
    serial: str = ""
    addresses: tuple[str, ...] = ()
    split_task: bool = False
    role_in_prompt: bool = False
    dollar_prompt: bool = False
    must_change_password: bool = False
    standalone_config_sync: bool = False
    central_management: Management = "none"
    vdom_exceptions: tuple[str, ...] = ()
    pre_login_banner: str = ""
    post_login_banner: str = ""
    idle_timeout: float | None = None
    quirks: Quirks = field(default_factory=Quirks)
    habits: Habits = field(default_factory=Habits)


SETTINGS = tuple(LabData.__dataclass_fields__)


def newest_release(branch: str = "") -> str:
    """The newest release of a branch; without one, of all. LookupError for an unknown branch."""
    data = schema()
    return str(data.releases_of(branch)[-1] if branch else data.branches[-1].newest)


def as_data(spec: UnitSpec) -> Mapping[str, object]:
    """What `data.lab` says of such a unit; its configuration is not among it."""
    default, data = LabData(), dict[str, object]()
    for name in SETTINGS:
        value = spec.fortios if name == "fortios" else getattr(spec, name)
        if name != "config" and value != getattr(default, name):
            data[name] = _plain(value)
    return data


def _plain(value: object) -> object:
    """As a file has it."""
    if isinstance(value, (Quirks, Habits)):
        default = type(value)()
        named = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: each for name, each in named if each != getattr(default, name)}
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


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
            hostname=self._text("hostname", data),
            model=self._text("model", data) or DEFAULT_MODEL,
            serial=self._text("serial", data),
            addresses=self._texts("addresses", data),
            split_task=self._flag("split_task", data),
            role_in_prompt=self._flag("role_in_prompt", data),
            dollar_prompt=self._flag("dollar_prompt", data),
            must_change_password=self._flag("must_change_password", data),
            standalone_config_sync=self._flag("standalone_config_sync", data),
            central_management=self._management(data.get("central_management")),
            vdom_exceptions=self._texts("vdom_exceptions", data),
            pre_login_banner=self._text("pre_login_banner", data),
            post_login_banner=self._text("post_login_banner", data),
            idle_timeout=self._seconds("idle_timeout", data),
            quirks=self._group("quirks", Quirks, data.get("quirks")),
            habits=self._group("habits", Habits, data.get("habits")),
        )

    def wrong(self, path: str, found: str, allowed: str, message: str = "wrong value") -> None:
        """Note a problem of a host's `lab` data."""
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

    def _management(self, value: object) -> Management:
        for kind in get_args(Management):
            if value == kind:
                return kind  # type: ignore[no-any-return]
        if value is not None:
            self.wrong("data.lab.central_management", str(value), ", ".join(get_args(Management)))
        return "none"

    def _text(self, name: str, data: Mapping[object, object]) -> str:
        value = data.get(name)
        return "" if value is None else str(value)

    def _texts(self, name: str, data: Mapping[object, object]) -> tuple[str, ...]:
        value = data.get(name, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.wrong(f"data.lab.{name}", str(value), "a list of texts")
        return ()

    def _flag(self, name: str, data: Mapping[object, object]) -> bool:
        value = data.get(name, False)
        if not isinstance(value, bool):
            self.wrong(f"data.lab.{name}", str(value), "true or false")
        return value is True

    def _seconds(self, name: str, data: Mapping[object, object]) -> float | None:
        value = data.get(name)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self.wrong(f"data.lab.{name}", str(value), "a number of seconds")
        return None

    def _group(self, name: str, kind: type[_Group], value: object) -> _Group:
        """Quirks or habits: by the names of their fields."""
        if value is None:
            return kind()
        if not isinstance(value, Mapping):
            self.wrong(f"data.lab.{name}", type(value).__name__, "a mapping")
            return kind()
        hints = get_type_hints(kind)
        good = {}
        for key, each in value.items():
            if key not in hints:
                self.wrong(f"data.lab.{name}.{key}", "", ", ".join(hints), "unknown setting")
            elif not _fits(each, hints[key]):
                self.wrong(f"data.lab.{name}.{key}", str(each), _allowed(hints[key]))
            else:
                good[key] = each
        return kind(**good)

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


def _fits(value: object, hint: object) -> bool:
    """Whether a value of the inventory is what a field is declared to hold."""
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    wanted = get_args(hint) or (hint,)
    return any(type(value) is each for each in wanted)


def _allowed(hint: object) -> str:
    if get_origin(hint) is Literal:
        return ", ".join(map(str, get_args(hint)))
    names = (getattr(each, "__name__", str(each)) for each in get_args(hint) or (hint,))
    return " or ".join(names).replace("NoneType", "nothing")


def _flat(mapping: Mapping[object, object]) -> Iterable[object]:
    for key, value in mapping.items():
        yield "" if isinstance(key, str) else key
        yield value
