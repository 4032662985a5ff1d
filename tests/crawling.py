"""A visitor who follows links: what somebody can reach from the home page without typing an address."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

LINK = re.compile(r'href="(/[^"#]*)"')
NO_PAGE = "no-such-page"


class Found(NamedTuple):
    """A page that was reached by links alone; its name is the endpoint's, numbered from the second on."""

    name: str
    address: str
    answer: TestResponse


def reachable(app: Flask, client: FlaskClient, *, each: int, start: str = "/") -> Iterator[Found]:
    """Breadth first; of each kind of page the first `each`."""
    waiting, seen, kinds = deque([start]), {start}, dict[str, int]()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(app, address)
        if kinds.get(kind, 0) >= each:
            continue
        answer = client.get(address, buffered=True)
        kinds[kind] = number = kinds.get(kind, 0) + 1
        yield Found(kind if number == 1 else f"{kind}-{number}", address, answer)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            links = dict.fromkeys(link.replace("&amp;", "&") for link in LINK.findall(answer.text))
            new = [link for link in links if link not in seen and "lang=" not in link]
            seen.update(new)
            waiting.extend(new)


def kind_of(app: Flask, address: str) -> str:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(address.partition("?")[0])
    except HTTPException:
        return NO_PAGE
    return str(endpoint)
