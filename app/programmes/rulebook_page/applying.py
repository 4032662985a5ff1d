"""When applications are taken, and who may apply."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from app.core.i18n import number, sentences, text
from app.core.verdict import _
from app.programmes.labels import by_category, category_name
from app.programmes.rulebook import RuleBook
from app.programmes.rulebook.direction import DirectionRules
from app.programmes.rulebook.nomination import NominationRule
from app.programmes.rulebook_page.blocks import (
    Block,
    Line,
    PageSection,
    Paragraph,
    SmallTable,
)
from app.programmes.rulebook_page.form import form
from app.programmes.rulebook_page.tracks import conditions, tracks
from app.programmes.rulebook_page.words import (
    closing,
    filled,
    gettext,
    moment,
    of_direction,
    path_of,
)

APPLICANTS = {
    "person": _("Persons apply, each for themselves."),
    "organisation": _("Organisations apply; somebody who acts for the organisation submits the entry."),
}
NOMINATIONS = {
    "no": _("No nomination is needed."),
    "non_members": _(
        "A WIC member applies directly. Anyone else needs a nomination by a member, accepted by the organisation "
        "itself."
    ),
    "yes": _("A nomination is needed, and the nominee has to accept it."),
}


def applications(book: RuleBook) -> PageSection:
    title = Line(gettext("Applications"), book.is_example("window"))
    opens, closes = moment(book.window.opens), closing(book.window.closes)
    blocks: list[Block] = [
        Paragraph(Line(filled(gettext("%(opens)s to %(closes)s"), opens=opens, closes=closes)))
    ]
    if book.overseas_note:
        blocks.append(Paragraph(Line(text(book.overseas_note), book.is_example("overseas_note"))))
    for setting in book.settings:
        question = Markup("<strong>{}</strong>").format(text(setting.question))
        reading = sentences([question, text(setting.reading)])
        blocks.append(Paragraph(Line(reading, book.is_example(f"settings.{setting.code}"))))
    return PageSection(title, "applications", blocks)


def eligibility(book: RuleBook, direction: DirectionRules) -> PageSection:
    title = of_direction(gettext("Who may apply"), book, direction)
    parts = (_who, tracks, conditions, form)
    blocks = [block for part in parts for block in part(book, direction)]
    return PageSection(Line(title), f"apply-{direction.code}", blocks)


def _who(book: RuleBook, direction: DirectionRules) -> Iterator[Block]:
    rule = direction.nomination
    words = sentences([gettext(APPLICANTS[direction.applicant]), gettext(NOMINATIONS[rule.needed])])
    yield Paragraph(Line(words, book.is_example(f"{path_of(direction)}.nomination")))
    if rule.needed != "no":
        yield Paragraph(Line(sentences([_proposers(rule), _acceptance(rule)])))
    if rule.quotas:
        yield SmallTable(
            gettext("Nominations that a member has"),
            [gettext("Category of member"), gettext("Nominations")],
            [(category_name(category), number(quota)) for category, quota in by_category(rule.quotas)],
            numbers=(1,),
        )


def _proposers(rule: NominationRule) -> str:
    if "members" not in rule.proposers:
        return gettext("The secretariat nominates.")
    if "secretariat" in rule.proposers:
        return gettext("Members and the secretariat may nominate.")
    return gettext("Members may nominate.")


def _acceptance(rule: NominationRule) -> str:
    if rule.acceptance == "private":
        return gettext("The nominee answers in private, and a refusal is not made known.")
    return ""
