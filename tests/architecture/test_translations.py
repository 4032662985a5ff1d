"""Every sentence of the product stands in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from config import ROOT
from tests.architecture.tree import nothing_in

CHINESE = ROOT / "app" / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"
PARAMETER = re.compile(r"%\((\w+)\)[sd]")
HAN = re.compile(r"[\u4e00-\u9fff]")

pytestmark = pytest.mark.skipif(not CHINESE.exists(), reason="the Chinese catalogue has not been begun")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with open(CHINESE, "rb") as file:
        return read_po(file, locale="zh_Hans_CN")


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the product says now."""
    path = tmp_path_factory.mktemp("babel") / "messages.pot"
    pybabel = Path(sys.executable).parent / "pybabel"
    command = [pybabel, "-q", "extract", "-F", "babel.cfg", "-k", "lazy_gettext", "-k", "_l"]
    subprocess.run([*command, "-o", path, "."], cwd=ROOT, check=True)
    with open(path, "rb") as file:
        return read_po(file)


def key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def whole(message: Message) -> str:
    """The form that names every parameter: of a plural, the plural."""
    return message.id[-1] if isinstance(message.id, tuple) else message.id


def written(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def test_the_catalogue_can_be_compiled(catalogue: Catalog) -> None:
    """Without its header it counts as unfinished: it is left out in silence, and every page is English."""
    assert not catalogue.fuzzy
    assert catalogue.num_plurals == 1


def test_every_sentence_is_translated(sentences: Catalog, catalogue: Catalog) -> None:
    missing = []
    for message in sentences:
        chinese = catalogue.get(key(message)) if message.id else None
        if message.id and (chinese is None or chinese.fuzzy or not all(written(chinese))):
            missing.append(key(message))
    nothing_in(missing)


def test_no_translation_is_left_of_a_sentence_that_is_gone(sentences: Catalog, catalogue: Catalog) -> None:
    nothing_in(key(message) for message in catalogue if message.id and key(message) not in sentences)


def test_a_translation_takes_the_same_parameters(catalogue: Catalog) -> None:
    differing = [
        key(message)
        for message in catalogue
        if message.id
        for chinese in written(message)
        if set(PARAMETER.findall(chinese)) != set(PARAMETER.findall(whole(message)))
    ]
    nothing_in(differing)


def test_the_sources_are_english(sentences: Catalog) -> None:
    nothing_in(key(message) for message in sentences if message.id and HAN.search(key(message)))
