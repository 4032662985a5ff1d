"""The same page in the other language, whatever was asked of it."""

from __future__ import annotations

import pytest

from tests.client import Client

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("", "/?lang=en"),
        ("a=1&a=2&lang=en", "/?a=1&amp;lang=zh"),
        ("endpoint=x", "/?endpoint=x&amp;lang=en"),
        ("_external=1&_anchor=x&_scheme=ftp", "/?_external=1&amp;_anchor=x&amp;_scheme=ftp&amp;lang=en"),
        ("q=%3Cb%3E%22", "/?q=%3Cb%3E%22&amp;lang=en"),
    ],
)
def test_the_page_in_the_other_language_keeps_what_was_asked(client: Client, query: str, link: str) -> None:
    page = client.get(f"/?{query}")
    assert page.status_code == 200 and f'href="{link}"' in page.text
