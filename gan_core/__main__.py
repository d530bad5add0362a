"""python -m gan_core: see gan_core.cli.main."""

import sys

from gan_core.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
