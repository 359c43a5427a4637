"""Which units there are and how to log in to them: Nornir inventories, checked, as frozen targets."""

from fgsp_cli.inventory.loader import load_inventory
from fgsp_cli.inventory.target import Deadlines, Inventory, Target

__all__ = ["Deadlines", "Inventory", "Target", "load_inventory"]
