"""Backups and run folders on disk: written whole or not at all, flushed to the disk, readable by their owner only."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
