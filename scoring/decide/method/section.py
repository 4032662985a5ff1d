"""One table of a method file, read key by key; faults are noted under their full key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.data.errors import ScoringError
from scoring.data.exact import to_hundredths
from scoring.data.labels import clean, clean_keys
from scoring.data.scales import Scale

NOTHING: Mapping[str, Any] = {}


class Section:
    """One table of the file; what nobody asked for is a fault when it is closed."""

    def __init__(self, faults: list[str], path: str, content: Any) -> None:
        self.faults, self.path = faults, path
        if not isinstance(content, Mapping):
            self._fault("", f"must be a table, not {content!r}")
            content = NOTHING
        self.content: Mapping[str, Any] = content
        self.asked: set[str] = set()

    def close(self) -> None:
        for key in self.content:
            if key not in self.asked:
                self._fault(key, f"is not known here; known are {', '.join(sorted(self.asked))}")

    def section(self, key: str) -> Section:
        return Section(self.faults, self._path(key), self._take(key, NOTHING))

    def sections(self, key: str) -> list[Section]:
        value = self._take(key, [])
        if not isinstance(value, list):
            self._fault(key, f"must be a list of tables ([[{key}]]), not {value!r}")
            return []
        return [Section(self.faults, f"{self._path(key)}[{n}]", part) for n, part in enumerate(value)]

    def text(self, key: str) -> str:
        value = self._take(key, None)
        if isinstance(value, str) and clean(value):
            return str(clean(value))
        self._fault(key, f"must be a text, not {value!r}")
        return ""

    def strings(self, key: str) -> list[str]:
        value = self._take(key, [])
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return value
        self._fault(key, f"must be a list of texts, not {value!r}")
        return []

    def number(self, key: str, default: int | None) -> int | None:
        value = self._take(key, default)
        if value is default or _is_count(value):
            return None if value is None else int(value)
        self._fault(key, f"must be a whole number of at least 0, not {value!r}")
        return default

    def count(self, key: str) -> int:
        value = self._take(key, None)
        if _is_count(value):
            return int(value)
        self._fault(key, f"must be a whole number of at least 0, not {value!r}")
        return 0

    def numbers(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        value = self._take(key, list(default))
        if isinstance(value, list) and all(_is_count(part) for part in value):
            return tuple(value)
        self._fault(key, f"must be a list of whole numbers, not {value!r}")
        return default

    def cap(self, key: str) -> int | dict[str, int] | None:
        """As `places`, but it may be left out."""
        return self.places(key) if key in self.content else self._take(key, None)

    def places(self, key: str) -> int | dict[str, int]:
        value = self._take(key, None)
        if isinstance(value, Mapping) and value and all(map(_is_count, value.values())):
            return self._by_track(key, value)
        if _is_count(value):
            return int(value)
        self._fault(key, f"must be a whole number, or one for each track, not {value!r}")
        return 0

    def _by_track(self, key: str, value: Mapping[str, int]) -> dict[str, int]:
        try:
            return clean_keys(value, "track")
        except ScoringError as fault:
            self._fault(key, str(fault))
            return {}

    def points(self, key: str) -> int | None:
        value = self._take(key, None)
        if value is None:
            return None
        try:
            return int(to_hundredths([value], lambda _: {})[0])
        except ScoringError as fault:
            self._fault(key, str(fault))
            return None

    def scale(self, key: str) -> Scale | None:
        value = self._take(key, None)
        if value is None:
            return None
        try:
            return Scale.points(*value)
        except (ScoringError, TypeError):
            self._fault(key, f"must be [low, high] or [low, high, step] in points, not {value!r}")
            return None

    def one_of(self, key: str, known: Sequence[Any], default: str) -> Any:
        value = self._take(key, default)
        if value in known:
            return value
        self._fault(key, f"is one of {', '.join(known)}, not {value!r}")
        return default

    def _take(self, key: str, default: Any) -> Any:
        self.asked.add(key)
        return self.content.get(key, default)

    def _path(self, key: str) -> str:
        return ".".join(part for part in (self.path, key) if part)

    def _fault(self, key: str, what: str) -> None:
        self.faults.append(f"{self._path(key)}: {what}")


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
