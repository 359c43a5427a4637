from .checks import Objection as Objection
from .checks import check_unit as check_unit
from .cluster_plan import (
    ClusterPlan as ClusterPlan,
)
from .cluster_plan import (
    Step as Step,
)
from .cluster_plan import (
    UnitPlan as UnitPlan,
)
from .cluster_plan import (
    address_book as address_book,
)
from .cluster_plan import (
    lines_of as lines_of,
)
from .cluster_plan import (
    lint_cluster as lint_cluster,
)
from .cluster_plan import (
    listed as listed,
)
from .cluster_plan import (
    names_of as names_of,
)
from .cluster_plan import (
    plan_cluster as plan_cluster,
)
from .cluster_plan import (
    planned_question as planned_question,
)
from .cluster_plan import (
    rotation as rotation,
)
from .cluster_plan import (
    to_be_told as to_be_told,
)
from .cluster_plan import (
    types_a_mask as types_a_mask,
)
from .known_secrets import vouched_secret as vouched_secret
from .known_secrets import with_known_secrets as with_known_secrets
from .path_text import held_at as held_at
from .path_text import names_of_paths as names_of_paths
from .plan_file import ALLOWING as ALLOWING
from .plan_file import PlanFile as PlanFile
from .plan_file import read_plan as read_plan
from .plan_file import write_plan as write_plan
from .plan_json import (
    Prepared as Prepared,
)
from .plan_json import (
    SavedCluster as SavedCluster,
)
from .plan_json import (
    another as another,
)
from .plan_json import (
    cluster_from_json as cluster_from_json,
)
from .plan_json import (
    cluster_json as cluster_json,
)
from .plan_json import (
    moved_since as moved_since,
)
from .plan_json import (
    saved_cluster as saved_cluster,
)
from .push_options import Mode as Mode
from .push_options import PushOptions as PushOptions
from .routing import Addresses as Addresses
from .routing import Move as Move
from .routing import ids_differ as ids_differ
from .routing import route as route
from .state_edits import held as held
from .threeway import (
    Restoration as Restoration,
)
from .threeway import (
    foreign_paths as foreign_paths,
)
from .threeway import (
    restoration as restoration,
)
from .threeway import (
    retraced as retraced,
)
from .threeway import (
    settled as settled,
)
from .threeway import (
    touched_paths as touched_paths,
)
from .unit_goal import Goal as Goal
from .unit_goal import with_secret as with_secret
