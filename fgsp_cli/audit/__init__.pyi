from .cluster_audit import Running as Running
from .cluster_audit import verify_cluster as verify_cluster
from .compare_texts import compared as compared
from .compare_texts import history as history
from .compare_texts import pairs as pairs
from .link_health import Observation as Observation
from .link_health import judged as judged
