"""What the pages are called that letters lead to: the inbox shows these words, a mail the whole address."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from app.core.verdict import _

PAGES = {
    "invitations.accept_invitation": _("Open the invitation"),
    "invitations.index": _("People and invitations"),
    "invitations.mine": _("Invitations to you"),
    "people.join_organisation": _("Open the invitation"),
    "people.new_password": _("Set a new password"),
    "people.organisations": _("Organisations you act for"),
    "people.profile": _("Your profile"),
    "people.reset": _("Set a new password"),
    "people.sign_in": _("Sign in"),
    "people.verify": _("Confirm your address"),
    "entries.mine": _("My entries"),
    "entries.show": _("Open the entry"),
    "judging.mine": _("Judging"),
    "judging.sheet": _("Open the score sheet"),
    "nominations.link": _("Open the nomination"),
    "nominations.show": _("Open the nomination"),
    "programmes.correction": _("Open the correction"),
    "programmes.edition": _("Open the edition"),
    "programmes.proposal": _("Open the rule-book"),
    "results.strike": _("Open the strike"),
    "results.tie": _("Open the tie"),
}
ANY = _("Open the page")


def places() -> MapAdapter:
    """The pages of this site under its configured address."""
    base = urlsplit(base_url())
    return current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)


def base_url() -> str:
    address: str = current_app.config["SETTINGS"].base_url
    return address


def is_own_link(line: str) -> bool:
    """Whether a line of a letter leads to a page of this site; no other address becomes a link."""
    return line.startswith(f"{base_url()}/") and " " not in line


def link_words(address: str) -> str:
    """The words of a link to a page of this site: what stands in the address may be long, and secret."""
    try:
        endpoint, _values = places().match(urlsplit(address.removeprefix(base_url())).path)
    except HTTPException:
        endpoint = ""
    return str(gettext(PAGES.get(endpoint, ANY)))


def _secretariat_address() -> str:
    """Whom to write to: the address that every letter comes from."""
    address: str = current_app.config["SETTINGS"].mail_from
    return address


def init_app(app: Flask) -> None:
    app.jinja_env.tests["own_link"] = is_own_link
    app.jinja_env.filters["link_words"] = link_words
    app.jinja_env.globals["secretariat_address"] = _secretariat_address
