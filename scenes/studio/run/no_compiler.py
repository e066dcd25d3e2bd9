"""torch without its compiler, which optimisers load at their first step, for a second, and of which no lesson makes use."""

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

COMPILER = "torch._dynamo"


class _Compiler(ModuleType):
    """Stands where torch._dynamo would: answers what an optimiser asks of it, and for anything else gives way to the real one."""

    def disable(self, function: Callable, *_: Any, **__: Any) -> Callable:
        """The function as it is: what is not compiled needs no exception from it."""
        return function

    def graph_break(self) -> None:
        """Nothing to do, since there is no graph that is being compiled."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":  # asked of every module, by inspect for one
            raise AttributeError(name)
        if sys.modules.get(COMPILER) is self:
            del sys.modules[COMPILER]
        return getattr(importlib.import_module(COMPILER), name)


def spare_compiler() -> None:
    """Let torch's compiler be loaded only where it is used, for this process. Where it is loaded already, nothing is changed."""
    sys.modules.setdefault(COMPILER, _Compiler(COMPILER))
