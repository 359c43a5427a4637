from .as_json import dumped as dumped
from .formats import FORMATS as FORMATS
from .formats import FORMATS_OF as FORMATS_OF
from .formats import formatter as formatter
from .interface import Format as Format
from .look import HostKey as HostKey
from .look import Look as Look
from .look import Rendering as Rendering
