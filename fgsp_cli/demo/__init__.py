"""The tour: the main job from start to end, on stand-in units."""

from fgsp_cli.demo.tour import run

__all__ = ("run",)
