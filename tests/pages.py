"""What must be true of every page of the site."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

LABELLED = {"input", "select", "textarea"}
UNSEEN = {"hidden", "submit", "button", "image", "reset"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _Page(HTMLParser):
    """Collects what `faults_of` judges."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.faults: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs), tuple(self._open)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs), tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        else:
            self.faults.append(f"</{tag}> closes nothing")


def faults_of(html: str) -> list[str]:
    """Everything that is wrong with a page; a piece without <html> is judged as a piece."""
    page = _Page()
    page.feed(html)
    page.close()
    whole = any(tag == "html" for tag, *_ in page.tags)
    return [
        *page.faults,
        *(_of_whole(page) if whole else ()),
        *_of_ids(page),
        *_of_fields(page),
        *_of_policy(page),
    ]


def check_page(html: str) -> None:
    """Fail with every fault of the page at once."""
    faults = faults_of(html)
    assert not faults, "; ".join(faults)


def _of_whole(page: _Page) -> list[str]:
    count = Counter(tag for tag, *_ in page.tags)
    language = next(given.get("lang") for tag, given, _ in page.tags if tag == "html")
    return [
        *([f"{count['h1']} h1"] if count["h1"] != 1 else []),
        *([f"{count['main']} main"] if count["main"] != 1 else []),
        *(["no title"] if count["title"] < 1 else []),
        *([f"lang={language!r}"] if language not in ("zh-Hans-CN", "zh-CN", "zh-Hans", "zh", "en") else []),
    ]


def _of_ids(page: _Page) -> list[str]:
    count = Counter(given["id"] for _, given, _ in page.tags if given.get("id"))
    return [f"id {name!r} stands {times} times" for name, times in count.items() if times > 1]


def _of_fields(page: _Page) -> list[str]:
    named = {given.get("for") for tag, given, _ in page.tags if tag == "label"}
    faults = []
    for tag, given, around in page.tags:
        if tag not in LABELLED or given.get("type") in UNSEEN:
            continue
        has_label = given.get("id") in named or "label" in around
        if not (has_label or given.get("aria-label") or given.get("aria-labelledby")):
            faults.append(f"{tag} {given.get('name')!r} has no label")
    return faults


def _of_policy(page: _Page) -> list[str]:
    faults = []
    for tag, given, around in page.tags:
        if (
            tag == "script"
            and "src" not in given
            and given.get("type") not in ("application/json", "text/template")
        ):
            faults.append("a script inside the page")
        if tag == "style":
            faults.append("a style inside the page")
        if "style" in given and "svg" not in (tag, *around):
            faults.append(f"a style on {tag}")
        faults.extend(f"{name} on {tag}" for name in given if name.startswith("on"))
        if tag == "img" and "alt" not in given:
            faults.append(f"img {given.get('src')!r} without alt")
        if any((given.get(name) or "").startswith("javascript:") for name in ("href", "src", "action")):
            faults.append(f"a script in the address of {tag}")
    return faults
