"""A scene by its name, with numbers and points of the user's own."""

import importlib
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenes.studio.errors import BadInput, BadNumber
from scenes.studio.run.scene import PointsScene, Scene
from scenes.studio.run.user_points import UserPoints
from scenes.studio.store.paths import ROOT


def load(name: str, overrides: Mapping[str, Any] | None = None, data: UserPoints | None = None) -> Scene:
    """The scene of that name, with other numbers in it, and on points of one's own where `data` has some.

    Raises BadInput for a number that it cannot have, where it does not learn from points that can be brought along, and for a file
    that is not Python.
    """
    try:
        scene = importlib.import_module(f"scenes.{name}").scene
    except SyntaxError as error:
        raise BadInput(f"{os.path.relpath(error.filename or name, ROOT)}, line {error.lineno}: {error.msg}") from None
    if data and not isinstance(scene, PointsScene):
        raise BadInput(f"{name} has no --data; those that fit a line or a polynomial have, such as good_lr or overfit_polynomial")
    try:
        return replace(scene, **(overrides or {}), **({"user_points": data} if data else {}))
    except BadNumber as error:
        raise BadInput(f"{name}: {error}") from None
