from .delta import delta_lines as delta_lines
from .full import Style as Style
from .preflight_run import Names as Names
from .preflight_run import preflight as preflight
from .text import render as render
from .text import render_changes as render_changes
from .text import rendered as rendered
