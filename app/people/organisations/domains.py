"""Mail domains: one of an organisation shows who belongs to it, one where anybody gets an address does not."""

from __future__ import annotations

import re

PUBLIC = frozenset(
    (
        "126.com",
        "139.com",
        "163.com",
        "163.net",
        "188.com",
        "189.cn",
        "21cn.com",
        "263.net",
        "aliyun.com",
        "foxmail.com",
        "hotmail.com",
        "qq.com",
        "sina.cn",
        "sina.com",
        "sohu.com",
        "tom.com",
        "wo.cn",
        "yeah.net",
        "aol.com",
        "att.net",
        "bigpond.com",
        "bluewin.ch",
        "bol.com.br",
        "btinternet.com",
        "comcast.net",
        "cox.net",
        "daum.net",
        "docomo.ne.jp",
        "duck.com",
        "earthlink.net",
        "email.com",
        "ezweb.ne.jp",
        "fastmail.com",
        "free.fr",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hanmail.net",
        "hey.com",
        "hotmail.co.uk",
        "hotmail.de",
        "hotmail.es",
        "hotmail.fr",
        "hotmail.it",
        "hushmail.com",
        "icloud.com",
        "inbox.ru",
        "iname.com",
        "interia.pl",
        "juno.com",
        "kakao.com",
        "laposte.net",
        "libero.it",
        "list.ru",
        "live.cn",
        "live.co.uk",
        "live.com",
        "live.fr",
        "live.jp",
        "mac.com",
        "mail.com",
        "mail.ru",
        "mail2world.com",
        "mailbox.org",
        "me.com",
        "msn.com",
        "nate.com",
        "naver.com",
        "netease.com",
        "onet.pl",
        "orange.fr",
        "outlook.com",
        "outlook.de",
        "outlook.fr",
        "outlook.jp",
        "pm.me",
        "posteo.de",
        "proton.me",
        "protonmail.ch",
        "protonmail.com",
        "rambler.ru",
        "rediffmail.com",
        "rocketmail.com",
        "runbox.com",
        "sbcglobal.net",
        "seznam.cz",
        "sfr.fr",
        "singnet.com.sg",
        "softbank.ne.jp",
        "startmail.com",
        "t-online.de",
        "terra.com.br",
        "tiscali.it",
        "tuta.com",
        "tuta.io",
        "tutamail.com",
        "tutanota.com",
        "uol.com.br",
        "verizon.net",
        "virgilio.it",
        "virginmedia.com",
        "wanadoo.fr",
        "web.de",
        "wp.pl",
        "ya.ru",
        "yahoo.ca",
        "yahoo.cn",
        "yahoo.co.in",
        "yahoo.co.jp",
        "yahoo.co.kr",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.com.au",
        "yahoo.com.br",
        "yahoo.com.cn",
        "yahoo.com.hk",
        "yahoo.com.sg",
        "yahoo.com.tw",
        "yahoo.de",
        "yahoo.es",
        "yahoo.fr",
        "yahoo.it",
        "yandex.com",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
        "zohomail.com",
    )
)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def normal_domain(typed: str) -> str:
    """A domain as it is kept, out of `firm.example`, `@firm.example` or a whole address."""
    return domain_of("@" + typed.strip().rpartition("@")[2]).strip(".")


def is_domain(domain: str) -> bool:
    return len(domain) <= 253 and _DOMAIN.fullmatch(domain) is not None


def is_public(domain: str) -> bool:
    """Whether anybody gets an address there."""
    return any(domain == each or domain.endswith(f".{each}") for each in PUBLIC)


def belongs_to(address: str, domain: str) -> bool:
    """Whether the address is one of the domain of an organisation, or of a part of it."""
    own = domain_of(address)
    return bool(domain) and not is_public(domain) and (own == domain or own.endswith(f".{domain}"))
