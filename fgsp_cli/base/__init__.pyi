from .errors import (
    ArchiveError as ArchiveError,
)
from .errors import (
    CheckRefused as CheckRefused,
)
from .errors import (
    ConfigTextError as ConfigTextError,
)
from .errors import (
    FgspError as FgspError,
)
from .errors import (
    HostKeyError as HostKeyError,
)
from .errors import (
    InputError as InputError,
)
from .errors import (
    IntentError as IntentError,
)
from .errors import (
    Interrupted as Interrupted,
)
from .errors import (
    InventoryError as InventoryError,
)
from .errors import (
    LineRefused as LineRefused,
)
from .errors import (
    LoginRefused as LoginRefused,
)
from .errors import (
    NeedsPerson as NeedsPerson,
)
from .errors import (
    Problem as Problem,
)
from .errors import (
    ReadLimit as ReadLimit,
)
from .errors import (
    RenderError as RenderError,
)
from .errors import (
    SecretError as SecretError,
)
from .errors import (
    SessionLost as SessionLost,
)
from .errors import (
    Unattributed as Unattributed,
)
from .errors import (
    Undecided as Undecided,
)
from .errors import (
    UnexpectedQuestion as UnexpectedQuestion,
)
from .errors import (
    UnitError as UnitError,
)
from .errors import (
    Unreachable as Unreachable,
)
from .errors import (
    UsageError as UsageError,
)
from .events import Event as Event
from .events import Phase as Phase
from .events import Reporter as Reporter
from .events import SilentReporter as SilentReporter
from .events import tell as tell
from .jsonvalues import mapping as mapping
from .jsonvalues import maybe_text as maybe_text
from .jsonvalues import sequence as sequence
from .jsonvalues import text as text
from .jsonvalues import texts as texts
from .mistakes import mistake as mistake
from .positions import Position as Position
from .printable_text import on_one_line as on_one_line
from .printable_text import printable as printable
from .program_version import version as version
from .secrets import (
    MASK as MASK,
)
from .secrets import (
    SCHEMES as SCHEMES,
)
from .secrets import (
    Secret as Secret,
)
from .secrets import (
    SecretRef as SecretRef,
)
from .secrets import (
    SecretState as SecretState,
)
from .secrets import (
    looked_up as looked_up,
)
from .secrets import (
    mask as mask,
)
from .secrets import (
    mask_enc as mask_enc,
)
from .secrets import (
    mask_looked_up as mask_looked_up,
)
from .stop_request import StopRequest as StopRequest
from .yamlnodes import (
    YamlList as YamlList,
)
from .yamlnodes import (
    YamlMap as YamlMap,
)
from .yamlnodes import (
    YamlNode as YamlNode,
)
from .yamlnodes import (
    YamlScalar as YamlScalar,
)
from .yamlnodes import (
    load as load,
)
from .yamlnodes import (
    load_file as load_file,
)
