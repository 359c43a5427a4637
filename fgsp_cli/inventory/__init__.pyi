from .load import load_inventory as load_inventory
from .target import Deadlines as Deadlines
from .target import Inventory as Inventory
from .target import Target as Target
