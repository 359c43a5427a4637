from .cluster_audit import verify_cluster as verify_cluster
from .compare_texts import compare_pair as compare_pair
from .compare_texts import history as history
from .link_health import judged as judged
