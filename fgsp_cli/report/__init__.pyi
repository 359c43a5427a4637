from .appearance import Appearance as Appearance
from .appearance import HostKey as HostKey
from .appearance import Rendering as Rendering
from .as_json import dumped as dumped
from .formats import FORMATS as FORMATS
from .formats import FORMATS_OF as FORMATS_OF
from .formats import formatter as formatter
from .interface import Format as Format
