from .secret_resolver import Resolver as Resolver
from .session import OnQuestion as OnQuestion
from .session import Question as Question
from .session import Reading as Reading
from .session import Session as Session
from .trust import Shown as Shown
from .trust import accept as accept
from .trust import look as look
