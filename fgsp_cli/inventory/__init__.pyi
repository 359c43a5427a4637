from .load import load_inventory as load_inventory
from .ssh_config import fits_patterns as fits_patterns
from .target import Deadlines as Deadlines
from .target import Inventory as Inventory
from .target import Target as Target
