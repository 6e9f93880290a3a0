"""Entry of the command line: `assistant <command>` or `python -m assistant <command>`."""

from assistant.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
