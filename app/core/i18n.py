"""Two languages: whose, and how dates, numbers, points and places are written in each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, Response, g, request, session, url_for
from flask_babel import Babel, gettext, ngettext
from flask_login import current_user
from markupsafe import Markup

from app.core.clock import BEIJING, now
from app.core.http.request import Request
from app.core.regions import MAINLAND, in_order, region
from app.core.text import Text
from app.core.verdict import Verdict

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
LOCALES = {short: Locale.parse(full) for short, full in LANGUAGES.items()}
SECOND = timedelta(seconds=1)
COOKIE = "lang"
OWN = "language"
COOKIE_SECONDS = 365 * 24 * 3600

babel = Babel()


def locale() -> str:
    """ "zh" or "en": asked for in the address, kept in a cookie, set by the person, or what the browser prefers."""
    if (forced := g.get("locale")) is not None:
        return str(forced)
    # The proxy once and not five times: a page asks for its language a hundred times.
    here: Request = request._get_current_object()  # type: ignore[attr-defined]
    if not here.language:
        here.language = _choose()
    return here.language


def keep_own_language(language: str) -> None:
    """Write what the person has chosen into the cookie, for pages that must not look anybody up."""
    if session.get(OWN) != language:
        session[OWN] = language


def settle_language() -> None:
    """Choose by what the browser says alone."""
    here: Request = request._get_current_object()  # type: ignore[attr-defined]
    here.language = here.language or _first(session.get(OWN, ""))


def _choose() -> str:
    return _first(current_user.locale if current_user and current_user.is_authenticated else "")


def _first(own: str) -> str:
    for language in (request.args.get("lang", ""), request.cookies.get(COOKIE, ""), own):
        if language in LANGUAGES:
            return language
    best = request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "en"], default="zh")
    return "en" if best == "en" else "zh"


def init_i18n(app: Flask) -> None:
    """Install the locale, the filters of templates, and the cookie that keeps the language."""
    babel.init_app(app, locale_selector=lambda: LANGUAGES[locale()], default_timezone="Asia/Shanghai")
    app.after_request(_keep_language)
    app.jinja_env.filters.update(
        text=text,
        instant=instant,
        closing=closing,
        day=day,
        calendar_day=calendar_day,
        number=number,
        points=points,
        region=region_name,
        reason=reason,
        sentences=sentences,
    )
    app.jinja_env.globals.update(url_with_lang=url_with_lang, locale=_LazyLocale(), now=now)


class _LazyLocale:
    """`{{ locale }}` in a template: worked out when it is written."""

    def __str__(self) -> str:
        return locale()

    __html__ = __str__

    def __eq__(self, other: object) -> bool:
        return locale() == other

    def __hash__(self) -> int:
        return hash(locale())


def _keep_language(response: Response) -> Response:
    if (asked := request.args.get("lang")) in LANGUAGES and request.cookies.get(COOKIE) != asked:
        secure = request.is_secure
        response.set_cookie(
            COOKIE, asked, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=secure
        )
    return response


def url_with_lang(language: str) -> str:
    """This page in that language."""
    if not request.endpoint:
        return f"/?lang={language}"
    asked = urlencode({**request.args.to_dict(), "lang": language})
    return f"{url_for(request.endpoint, **(request.view_args or {}))}?{asked}"


def text(value: Text | Mapping[str, str] | str | None) -> str:
    """A bilingual text in the reader's language, or in the other where that one is empty; words of one as they are."""
    if value is None or isinstance(value, str):
        return value or ""
    pair = value if isinstance(value, Mapping) else {"zh": value.zh, "en": value.en}
    return pair.get(locale()) or pair.get("zh") or pair.get("en") or ""


def sentences(parts: Iterable[str]) -> Markup:
    """Sentences one after another, without those that are empty: Chinese leaves no space between them."""
    return Markup("" if locale() == "zh" else " ").join(part for part in parts if part)


def instant(value: datetime | None, *, seconds: bool = False) -> str:
    """An instant in Beijing time, said so. A whole minute is written without its seconds, unless they are wanted."""
    if value is None:
        return ""
    pattern = "y年M月d日 HH:mm:ss" if locale() == "zh" else "d MMMM y, HH:mm:ss"
    written = format_datetime(value.astimezone(BEIJING), pattern, locale=LOCALES[locale()])
    return str(gettext("%(time)s Beijing time", time=written if seconds else written.removesuffix(":00")))


def closing(value: datetime | None) -> str:
    """An end in Beijing time: midnight is 24:00 of the day that ends, as calls for entries write it."""
    if value is None or value.astimezone(BEIJING).time() != time():
        return instant(value)
    return str(gettext("%(time)s Beijing time", time=gettext("%(day)s, 24:00", day=day(value - SECOND))))


def day(value: datetime | None) -> str:
    """The day of an instant in Beijing."""
    return _day(value.astimezone(BEIJING)) if value else ""


def calendar_day(value: str) -> str:
    """A day of the calendar, kept as 2020-07-15 in an answer, as people write it."""
    return _day(date.fromisoformat(value))


def _day(value: date) -> str:
    pattern = "y年M月d日" if locale() == "zh" else "d MMMM y"
    return format_date(value, pattern, locale=LOCALES[locale()])


def duration(value: timedelta) -> str:
    """How long to wait, never less than it is: seconds up to two minutes, then minutes, then hours."""
    seconds = math.ceil(value.total_seconds())
    if seconds <= 2 * 60:
        return str(ngettext("%(num)s second", "%(num)s seconds", seconds))
    if seconds <= 2 * 3600:
        return str(ngettext("%(num)s minute", "%(num)s minutes", math.ceil(seconds / 60)))
    return str(ngettext("%(num)s hour", "%(num)s hours", math.ceil(seconds / 3600)))


def number(value: int | float | Decimal | None) -> str:
    if value is None:
        return ""
    if value == int(value):
        return f"{int(value):,}"  # alike in both languages, and asked for dozens of times a page
    return format_decimal(value, locale=LOCALES[locale()])


def points(hundredths: int | None) -> str:
    """A score kept in hundredths, as people read it: 8725 is 87.25."""
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


def region_name(code: str) -> str:
    """A country or region by the organiser's reviewed table."""
    return text(region(code).name)


def region_choices() -> list[tuple[str, str]]:
    """Code and name of every country or region, in the order of the reader's language; the mainland, where most are,
    first."""
    choices = [(place.code, text(place.name)) for place in in_order(locale())]
    return sorted(choices, key=lambda choice: choice[0] != MAINLAND)


def reason(verdict: Verdict | Mapping[str, Any]) -> str:
    """The reason of a refusal in the reader's language."""
    params = verdict.params if isinstance(verdict, Verdict) else verdict
    sentence = verdict.reason if isinstance(verdict, Verdict) else verdict["reason"]
    return str(gettext(sentence, **{name: _written(name, value) for name, value in params.items()}))


def _written(name: str, value: Any) -> Any:
    """A parameter of a reason as people read it: instants in Beijing time, bilingual texts in one language."""
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, datetime):
        return closing(value) if name == "closes" else instant(value)
    return text(value) if isinstance(value, Text | Mapping) else value
