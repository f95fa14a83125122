"""Fuzzers of everything that reads what a stranger wrote: ``python -m fuzzers NAME --seconds N``."""
