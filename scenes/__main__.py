"""python -m scenes …"""

import sys

if __name__ == "__main__":  # a spawned worker imports this file again
    for stream in (sys.stdout, sys.stderr):
        if stream:  # none where it was closed
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal may lack a letter
    try:
        from scenes.studio.cli.main import main

        code = main()
    except KeyboardInterrupt:  # before a command has begun
        print("scenes: interrupted", file=sys.stderr)
        code = 130
    sys.exit(code)
