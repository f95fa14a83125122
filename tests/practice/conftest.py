"""Lets the tests of practice import ``handmade``, their problems made by hand."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
