from . import replies as replies
from .ccp import prepare as prepare
from .cutter import FACT_PATHS as FACT_PATHS
from .cutter import Cut as Cut
from .cutter import Section as Section
from .cutter import cut as cut
from .cutter import text_of as text_of
from .dialects import (
    UNIT_MS as UNIT_MS,
)
from .dialects import (
    Dialect as Dialect,
)
from .dialects import (
    Spec as Spec,
)
from .dialects import (
    any_dialect as any_dialect,
)
from .dialects import (
    dialect as dialect,
)
from .header import Header as Header
from .reader import read_sections as read_sections
from .replies import refusal as refusal
from .schema_data import (
    Attribute as Attribute,
)
from .schema_data import (
    Dated as Dated,
)
from .schema_data import (
    Kind as Kind,
)
from .schema_data import (
    Schema as Schema,
)
from .schema_data import (
    is_packaged as is_packaged,
)
from .schema_data import (
    schema as schema,
)
from .sessionsync import COMMANDS as COMMANDS
from .sessionsync import PEERS_SEEN as PEERS_SEEN
from .sessionsync import Sample as Sample
from .sessionsync import parse_sample as parse_sample
from .status import (
    HA_STATUS as HA_STATUS,
)
from .status import (
    Role as Role,
)
from .status import (
    Status as Status,
)
from .status import (
    VdomMode as VdomMode,
)
from .status import (
    fgcp_serials as fgcp_serials,
)
from .status import (
    parse_status as parse_status,
)
from .tree import EMPTY as EMPTY
from .tree import Node as Node
from .tree import Setting as Setting
from .values import (
    Scalar as Scalar,
)
from .values import (
    ValueProblem as ValueProblem,
)
from .values import (
    allowed as allowed,
)
from .values import (
    is_default as is_default,
)
from .values import (
    neighbours as neighbours,
)
from .values import (
    parse as parse,
)
from .values import (
    quote as quote,
)
from .values import (
    quote_word as quote_word,
)
from .values import (
    time_text as time_text,
)
from .values import (
    to_words as to_words,
)
from .versions import Release as Release
from .versions import Spans as Spans
from .versions import is_branch as is_branch
