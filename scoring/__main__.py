"""`python -m scoring COMMAND …`: the arithmetic of judging from files, without the web application."""

from __future__ import annotations

import sys

from scoring.outside.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
