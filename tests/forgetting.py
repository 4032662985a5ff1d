"""The same edition as if an entry had never been: what somebody may see must not differ by it."""

from __future__ import annotations

import difflib
import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable

import sqlalchemy as sa
from flask import Flask

from app.core.db import Model, db
from app.entries.models import Entry
from app.people.models import Person
from tests.client import Client
from tests.crawling import LINK, kind_of
from tests.tampering import behind_its_back

EACH = 3
"""So many pages of each kind."""
LEAST = 5
OFFICES = re.compile(
    "/(desk$|stages/|reopenings/|sheets/|rankings/|prize-lists/|candidacies/|entries/"
    "|programmes/[a-z-]+/\\d+/(judging|screening|results|nominations))"
)
"""Pages of the secretariat. Not of the audit log, which forgets nothing."""
VARYING = re.compile(
    r'value="[^"]{16,}"|content="\d{4}-[^"]*"|datetime="[^"]*"|<span class="mono">\w+</span>|"csrf[^>]*>|why-\w+'
)


def forget(entry: Entry) -> None:
    """Delete the entry with everything that hangs on it."""
    tables = [table.name for table in Model.metadata.tables.values()]
    with behind_its_back(*tables):
        _forget(Model.metadata.tables["entry"], [entry.id])
    db.session.commit()
    db.session.expire_all()


def _forget(table: sa.Table, ids: Collection[int]) -> None:
    if not ids:
        return
    for other in Model.metadata.tables.values():
        for key in other.foreign_keys:
            if key.column.table is table:
                _forget_children(other, key.parent, ids)
    db.session.execute(sa.delete(table).where(table.c.id.in_(ids)))


def _forget_children(table: sa.Table, column: sa.Column[int], ids: Collection[int]) -> None:
    if "id" in table.c:
        _forget(table, db.session.scalars(sa.select(table.c.id).where(column.in_(ids))).all())
    else:
        db.session.execute(sa.delete(table).where(column.in_(ids)))


def everything_read(app: Flask, client: Client, starts: Iterable[str]) -> dict[str, str]:
    """The text of the pages and files of the offices that links lead to, by their address."""
    waiting, found, kinds = deque(starts), dict[str, str](), Counter[str]()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(app, address)
        if address in found or kinds[kind] >= EACH:
            continue
        answer = client.get(address, buffered=True)
        kinds[kind] += 1
        if answer.mimetype.startswith("text/"):
            found[address] = VARYING.sub("", answer.text)
            waiting.extend(
                link.replace("&amp;", "&") for link in LINK.findall(answer.text) if OFFICES.match(link)
            )
    return found


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What stands in one of them alone, line by line, with its address."""
    stated = [f"{place}: only once" for place in before.keys() ^ after.keys()]
    for place in before.keys() & after.keys():
        lines = difflib.unified_diff(before[place].splitlines(), after[place].splitlines(), n=0, lineterm="")
        stated += [
            f"{place}: {line.strip()}"
            for line in lines
            if line[:1] in "+-" and line[:3] not in ("+++", "---")
        ]
    return stated


def assert_unseen(
    app: Flask, entry: Entry, who: Person, sign_in: Callable[[Person], Client], starts: Collection[str]
) -> None:
    """Every page of the person reads the same whether the entry is there or has never been."""
    db.session.commit()
    before = everything_read(app, sign_in(who), starts)
    assert len(before) > LEAST
    forget(entry)
    stated = differences(before, everything_read(app, sign_in(who), starts))
    assert not stated, "\n".join(stated)
