"""`python -m …` without waiting for torch: a process that has the large packages loaded forks for each command."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

# A line of JSON in, the exit code out. Nothing of the project is loaded here: each command finds it in its own folder. torch
# stays on one thread, because a fork of several would hang.
SERVER = """
import json, os, runpy, sys, traceback
import font_source_sans_pro, imageio.v2, jinja2, markdown, matplotlib.backends.backend_agg, matplotlib.figure, mkdocs.commands.build
import mkdocs_macros.plugin, numpy, pptx, torch
torch.set_num_threads(1)

def run(folder, module, words, out, err, env):
    os.chdir(folder)
    os.environ.update(env)
    sys.path[0] = folder
    sys.argv = [module, *words]
    for number, path in ((0, os.devnull), (1, out), (2, err)):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else error.code is not None
        if code is True:
            print(error.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

for line in sys.stdin:
    child = os.fork()
    if not child:
        run(*json.loads(line))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@cache
def _server() -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV", "PYTHON"))}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "NO_MKDOCS_2_WARNING": "1"}
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    atexit.register(server.communicate)
    return server


def python(folder: Path, module: str, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m module words…` in this folder, with `env` in its environment: its exit code and what it said."""
    server = _server()
    assert server.stdin
    assert server.stdout
    with tempfile.TemporaryDirectory() as said:
        out, err = (Path(said) / name for name in ("out", "err"))
        print(json.dumps([str(folder), module, words, str(out), str(err), env or {}]), file=server.stdin, flush=True)
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(words, code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))
