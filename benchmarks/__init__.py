"""Measurements: ``python -m benchmarks`` makes the tables and pictures of ``docs/performance.md``."""
