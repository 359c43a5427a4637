"""One cluster as one transaction: plan, back up, change, read back, or put everything back."""

from fgsp_cli.push.halt import Halt
from fgsp_cli.push.options import PushOptions
from fgsp_cli.push.session import ClusterSession

__all__ = ("ClusterSession", "Halt", "PushOptions")
