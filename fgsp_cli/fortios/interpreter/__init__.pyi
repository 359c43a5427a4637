from .habits import Access as Access
from .habits import Habits as Habits
from .refused import Refused as Refused
from .settings import current as current
from .shell import Interpreter as Interpreter
from .store import Store as Store
from .workspace import Workspace as Workspace
