"""Entry point of ``python -m generator``, the same as the ``portal`` command."""

from generator.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
