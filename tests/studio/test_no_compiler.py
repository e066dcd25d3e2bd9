"""Torch's compiler: not loaded for a run, and there for whoever asks for it."""

import subprocess
import sys

RUN = """
import inspect, sys
from scenes.studio.run.no_compiler import spare_compiler
spare_compiler()
import torch
from scenes.good_lr import scene
from scenes.studio.store.load import load
plain = load("good_lr", {"steps": 2}).run().loss.tolist()
inspect.getmodule(lambda: 0)  # looks at every module
assert "torch._dynamo.symbolic_convert" not in sys.modules
import torch._dynamo.utils
assert "torch._dynamo.symbolic_convert" in sys.modules
assert torch._dynamo.is_compiling() is False
assert load("good_lr", {"steps": 2}).run().loss.tolist() == plain
"""


def test_the_compiler_is_loaded_only_by_those_who_use_it():
    said = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
