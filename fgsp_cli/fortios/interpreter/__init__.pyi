from .assumptions import Access as Access
from .assumptions import Habits as Habits
from .refused import Refused as Refused
from .shell import Interpreter as Interpreter
from .stored.store import Store as Store
from .stored.transaction_view import Workspace as Workspace
from .typed_setting import current as current
