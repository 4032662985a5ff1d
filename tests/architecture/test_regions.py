"""Countries and regions come from the reviewed table and from nowhere else."""

from __future__ import annotations

import re

from tests.architecture.tree import named, nothing_in, tracked

OTHER_LISTS = re.compile(r"territor|pycountry|iso3166|iso-3166|DisplayNames|cldr|get_territory", re.I)
READ = (".py", ".html", ".txt", ".js")


def test_no_other_list_of_countries_is_used() -> None:
    nothing_in(
        f"{named(path)}: {match[0]}"
        for path in tracked()
        if path.suffix in READ
        and named(path).startswith(("app/", "scoring/"))
        and "/vendor/" not in named(path)
        for match in OTHER_LISTS.finditer(path.read_text())
    )
