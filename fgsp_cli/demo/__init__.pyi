from .tour import run as run
