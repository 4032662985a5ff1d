"""Registration codes, by which organisations are recognised: their spelling, and the check sign of the mainland's."""

from __future__ import annotations

import re
import unicodedata

from app.core.regions import MAINLAND
from app.core.verdict import YES, Verdict, _, need

_SIGNS = re.compile(r"[A-Z0-9]{2,40}")


def normal_code(code: str) -> str:
    """One spelling of a registration code; in print it may be spaced and hyphenated."""
    return re.sub(r"[\s./·-]+", "", unicodedata.normalize("NFKC", code)).upper()


def is_code(code: str, country_region: str) -> Verdict:
    """Whether a normal code can be one of that country or region; on the mainland its check sign must agree."""
    if not code:
        return YES
    if country_region == MAINLAND:
        return need(
            _is_unified_code(code), _("This is not a unified social credit code: check its 18 characters.")
        )
    return need(_SIGNS.fullmatch(code), _("A registration number has 2 to 40 letters and digits."))


def _is_unified_code(code: str) -> bool:
    from stdnum.cn import uscc

    return bool(uscc.is_valid(code))
