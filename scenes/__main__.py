"""python -m scenes …"""

import sys

from scenes.studio.cli.main import main

if __name__ == "__main__":  # a spawned worker imports this file again
    sys.exit(main())
