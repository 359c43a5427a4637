from .change import Action as Action
from .change import Change as Change
from .change import Effect as Effect
from .cli_text import PRESENT as PRESENT
from .cli_text import change_json as change_json
from .cli_text import value_json as value_json
from .codec import decode as decode
from .codec import encode as encode
from .config_reading import examine_config as examine_config
from .config_reading import read_config as read_config
from .config_reading import read_cut as read_cut
from .explicit import covered as covered
from .explicit import explicit_part as explicit_part
from .facts import (
    AUTOMATIC as AUTOMATIC,
)
from .facts import (
    FACT_SECTIONS as FACT_SECTIONS,
)
from .facts import (
    Facts as Facts,
)
from .facts import (
    Interface as Interface,
)
from .facts import (
    facts_from_backup as facts_from_backup,
)
from .facts import (
    facts_from_tree as facts_from_tree,
)
from .json_form import (
    change_from_json as change_from_json,
)
from .json_form import (
    change_to_json as change_to_json,
)
from .json_form import (
    known_extra as known_extra,
)
from .json_form import (
    rows_from_json as rows_from_json,
)
from .json_form import (
    rows_json as rows_json,
)
from .json_form import (
    state_digest as state_digest,
)
from .json_form import (
    state_from_json as state_from_json,
)
from .json_form import (
    state_json as state_json,
)
from .policies import nat_vdoms as nat_vdoms
from .state import (
    PSKSECRET as PSKSECRET,
)
from .state import (
    SECTIONS as SECTIONS,
)
from .state import (
    Block as Block,
)
from .state import (
    DeviceState as DeviceState,
)
from .state import (
    Frozen as Frozen,
)
from .state import (
    Path as Path,
)
from .state import (
    Table as Table,
)
from .state import (
    Value as Value,
)
from .state import (
    default_block as default_block,
)
from .state import (
    default_value as default_value,
)
from .state import (
    empty_state as empty_state,
)
from .state import (
    path_text as path_text,
)
from .state import (
    spec_at as spec_at,
)
from .terraform import is_terraform as is_terraform
from .terraform import read_terraform as read_terraform
