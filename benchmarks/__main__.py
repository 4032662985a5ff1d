"""`make bench`: the whole season on the database of the settings, and the pages that people open most.

Seconds of CPU are what counts (the machine may be shared); wall time stands beside them.
"""

from __future__ import annotations

import sys

from benchmarks import pages, season, starting


def main(words: list[str]) -> int:
    """All parts, or those named."""
    parts = {"season": season.run, "pages": pages.run, "start": starting.run}
    for name in words or parts:
        print(f"\n{name}", flush=True)
        for row in parts[name]():
            print(
                f"  {row.what:<58} {row.measured:>12}   limit {row.limit:<10} {'' if row.kept else 'EXCEEDED'}"
            )
    return 0


sys.exit(main(sys.argv[1:]))
