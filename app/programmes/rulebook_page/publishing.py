"""The public notice, objections, what is published, and the consents that are asked for."""

from __future__ import annotations

from markupsafe import Markup

from app.core.i18n import text
from app.core.verdict import _
from app.programmes.rulebook import RuleBook
from app.programmes.rulebook.notice import Notice, Objections
from app.programmes.rulebook_page.blocks import Heading, Line, PageSection, Points
from app.programmes.rulebook_page.words import gettext, ngettext

ORDERS = {
    "rank": _("Winners of a prize are listed by rank."),
    "alphabetical": _(
        "Winners of a prize are listed in the alphabetical order of their Chinese names; the order says nothing of "
        "rank."
    ),
}
STRUCK = {
    "next": _(
        "An entry that is withdrawn or found ineligible after applications closed is struck, with a reason, by two "
        "people. The next entry moves up."
    ),
    "vacant": _(
        "An entry that is withdrawn or found ineligible after applications closed is struck, with a reason, by two "
        "people. A place that it ranked for stays vacant."
    ),
}
UNCONSENTED = {
    "name_withheld": _(
        "Where the applicant does not consent to publication, or no longer does, the prize is published without a name."
    ),
    "place_vacant": _(
        "Where the applicant does not consent to publication, or no longer does, the place is published as vacant."
    ),
}


def publication(book: RuleBook) -> PageSection:
    points = {
        "notice": _notice(book.notice),
        "objections": _objections(book.objections),
        "publish_scores": _scores(book),
        "publication_order": gettext(ORDERS[book.publication_order]),
        "struck_places": gettext(STRUCK[book.struck_places]),
        "without_consent": _without_consent(book),
    }
    return PageSection(
        Line(gettext("Notice, objections, publication")),
        "publication",
        [
            Points([Line(point, book.is_example(key)) for key, point in points.items()]),
            Heading(Line(gettext("Consents that are asked for"), book.is_example("consents"))),
            Points(_consents(book)),
        ],
    )


def _without_consent(book: RuleBook) -> str:
    if book.consent("publication") is None:
        return gettext("Nobody is asked for consent to publication; names are published.")
    return gettext(UNCONSENTED[book.without_consent])


def _consents(book: RuleBook) -> list[Line]:
    return [
        Line(text(consent.text), soft=gettext("version %(number)s", number=consent.version))
        for consent in book.consents
    ]


def _scores(book: RuleBook) -> str:
    return gettext("Scores are published.") if book.publish_scores else gettext("Scores are not published.")


def _notice(notice: Notice) -> str:
    if notice.of == "none":
        return gettext("There is no public notice before the announcement.")
    return ngettext(
        "The winners are on public notice for %(num)s working day; then the result is final.",
        "The winners are on public notice for %(num)s working days; then the result is final.",
        notice.working_days,
    )


def _objections(objections: Objections) -> str:
    heard = ngettext(
        "Objections are heard for %(num)s working day after the announcement: with a real name, a reason and "
        "evidence. They are about facts, not about grades.",
        "Objections are heard for %(num)s working days after the announcement: with a real name, a reason and "
        "evidence. They are about facts, not about grades.",
        objections.working_days,
    )
    if objections.contact is None:
        return heard
    address = Markup('<a href="mailto:{0}">{0}</a>').format(objections.contact)
    return Markup(" ").join([heard, gettext("They are sent to:"), address])
