"""The browser modules of the Playground: games on the plane that train in the page itself."""

from pathlib import Path

PLANE = Path(__file__).parent
EXPORTED_BYTES = 400_000
"""The exported file is to stay below this."""
