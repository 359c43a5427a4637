from .diff_results import (
    Compared as Compared,
)
from .diff_results import (
    DiffResults as DiffResults,
)
from .diff_results import (
    History as History,
)
from .diff_results import (
    Match as Match,
)
from .diff_results import (
    Text as Text,
)
from .diff_results import (
    differences_json as differences_json,
)
from .lint_results import Linted as Linted
from .mesh_links import Link as Link
from .mesh_links import Linked as Linked
from .mesh_links import LinkState as LinkState
from .mesh_links import Way as Way
from .mesh_links import ways as ways
from .results import (
    INTERRUPTED as INTERRUPTED,
)
from .results import (
    SCHEMA_VERSION as SCHEMA_VERSION,
)
from .results import (
    About as About,
)
from .results import (
    Outcome as Outcome,
)
from .results import (
    Results as Results,
)
from .results import (
    Status as Status,
)
from .results import (
    about_json as about_json,
)
from .results import (
    worst as worst,
)
from .run import Run as Run
from .status_results import (
    Health as Health,
)
from .status_results import (
    PeerLink as PeerLink,
)
from .status_results import (
    StatusResults as StatusResults,
)
from .status_results import (
    UnitRuntime as UnitRuntime,
)
