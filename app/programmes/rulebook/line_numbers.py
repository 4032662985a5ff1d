"""On which line of a TOML file each key stands. The file was parsed before, so it is known to be sound."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

SKIPPED = re.compile(r"(?:[\s,]|#[^\n]*)+")
BLANK = re.compile(r"[ \t]*")
STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL)
BARE = re.compile(r"[A-Za-z0-9_-]+")
ATOM = re.compile(r"[^,\]}#\n]+")


class Lines:
    def __init__(self, text: str) -> None:
        self._text, self._at, self._found = text, 0, dict[Path, int]()
        self._lengths = dict[Path, int]()
        self._read()

    def of(self, path: Path) -> int:
        """The line of the key, or of the nearest table around it."""
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 1)

    def _read(self) -> None:
        table: Path = ()
        while self._skip(SKIPPED):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)

    def _skip(self, blank: re.Pattern[str]) -> bool:
        found = blank.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at < len(self._text)

    def _take(self, shape: re.Pattern[str]) -> str:
        found = shape.match(self._text, self._at)
        self._at = found.end() if found else self._at + 1
        return found.group() if found else ""

    def _note(self, path: Path) -> None:
        self._found.setdefault(path, self._text.count("\n", 0, self._at) + 1)

    def _header(self) -> Path:
        many = self._text.startswith("[[", self._at)
        start, self._at = self._at, self._at + (2 if many else 1)
        path = self._inside(self._key())
        self._at, after = start, self._text.find("\n", self._at)
        self._note(path)
        if many:
            path = (*path, self._lengths.get(path, 0))
            self._lengths[path[:-1]] = int(path[-1]) + 1
            self._note(path)
        self._at = after if after >= 0 else len(self._text)
        return path

    def _inside(self, key: Path) -> Path:
        """A header names the last item of each list on its way."""
        path: Path = ()
        for step in key[:-1]:
            path = (*path, step)
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return (*path, *key[-1:])

    def _key(self) -> Path:
        steps: list[str | int] = []
        while True:
            self._skip(BLANK)
            quoted = self._text[self._at] in "\"'"
            steps.append(self._take(STRING)[1:-1] if quoted else self._take(BARE))
            self._skip(BLANK)
            if not self._text.startswith(".", self._at):
                return tuple(steps)
            self._at += 1

    def _pair(self, table: Path) -> None:
        start = self._at
        path = (*table, *self._key())
        end, self._at = self._at, start
        self._note(path)
        self._at = end + 1  # the sign of equality
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(BLANK)
        sign = self._text[self._at]
        if sign == "[":
            self._list(path)
        elif sign == "{":
            self._inline(path)
        else:
            self._take(STRING if sign in "\"'" else ATOM)

    def _list(self, path: Path) -> None:
        self._at += 1
        place = 0
        while self._skip(SKIPPED) and self._text[self._at] != "]":
            self._note((*path, place))
            self._value((*path, place))
            place += 1
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self._skip(SKIPPED) and self._text[self._at] != "}":
            self._pair(path)
        self._at += 1
