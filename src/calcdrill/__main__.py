"""``python -m calcdrill`` is ``calcdrill``."""

from calcdrill.cli import main

if __name__ == "__main__":
    main()
