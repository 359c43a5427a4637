from .cluster_push import ClusterSession as ClusterSession
from .cluster_push import Outcomes as Outcomes
from .recover import Recovery as Recovery
from .rollback import Reversal as Reversal
