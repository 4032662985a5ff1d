"""The season of 2024: three programmes at their real size, from the first application to the published lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

from app.core.clock import BEIJING
from app.core.db import db
from app.demo import vocabulary as words
from app.demo.fake_data import FakeData
from app.demo.runner import Telling, act
from app.demo.score_model import ScoreModel
from app.demo.steps.applying import Application, Applying
from app.demo.steps.awarding import Awarding
from app.demo.steps.judging import Judging, Panels, pools
from app.demo.steps.nominating import Nominating, NominationPlan, members
from app.demo.steps.opening import Bench, Offices, open_edition
from app.demo.steps.people import Somebody, found_administrator, register_person
from app.demo.steps.screening import Screening
from app.programmes.models import Edition
from app.programmes.rulebook import RuleBook, load_rulebook, shipped_books

SEED = 2024
JUDGES = 150
OFFICES = Offices(
    administrators=("administrator-1@people.example", "administrator-2@people.example"),
    officer="officer@people.example",
    approver="approver@people.example",
    auditor="auditor@people.example",
)
BEGINNING = datetime(2024, 2, 1, 9, tzinfo=BEIJING)
HONOURED = {"individuals": 7, "enterprises": 14}  # of the Outstanding Contribution Award in 2024
TURN = timedelta(hours=3)  # of a direction that applies after another


def book_of(slug: str) -> RuleBook:
    return load_rulebook(shipped_books()[f"{slug}-2024"])


def judges() -> list[Somebody]:
    """Two thirds from China, the others from abroad."""
    abroad = words.REGIONS[1:]
    return [
        Somebody(f"judge-{n:03d}", "CN" if n % 3 else abroad[n % len(abroad)]) for n in range(1, JUDGES + 1)
    ]


def regions(total: int, overseas: int, countries: Sequence[str]) -> list[str]:
    """Where entries come from: `overseas` of them spread over all countries but the first, mixed in evenly."""
    abroad = [countries[1 + n % (len(countries) - 1)] for n in range(overseas)]
    places = {round((n + 0.5) * total / overseas) for n in range(overseas)}
    return [abroad.pop(0) if n in places and abroad else countries[0] for n in range(total)]


class Season:
    """Plays everything under one seed."""

    def __init__(self, telling: Telling, seed: int = SEED) -> None:
        self.telling, self.fake_data, self.score_model = telling, FakeData(seed), ScoreModel(seed)
        self.bench = Bench(self.fake_data, judges())

    def play(self, password_hash: str | None = None) -> None:
        self._found(password_hash)
        self._leading_technology()
        self._straight_to_wuzhen()
        self._outstanding_contribution()

    def _found(self, password_hash: str | None) -> None:
        for n, email in enumerate(OFFICES.administrators):
            who = Somebody(email.split("@")[0], "CN")
            at = BEGINNING + timedelta(minutes=n)
            act(at, partial(found_administrator, self.fake_data, who, password_hash))
        founded = BEGINNING + timedelta(minutes=len(OFFICES.administrators))
        for email in (OFFICES.officer, OFFICES.approver, OFFICES.auditor):
            who = Somebody(email.split("@")[0], "CN")
            act(founded, partial(register_person, self.fake_data, who, password_hash=password_hash))
        fields = [track.code for track in book_of("straight-to-wuzhen").directions[0].tracks]
        self.bench.register(self.telling, BEGINNING + timedelta(days=1), fields)

    def open(self, book: RuleBook, *, serving: Sequence[str]) -> int:
        """Open an edition a fortnight before its applications, with its judges invited."""
        at = book.window.opens - timedelta(days=14)
        edition_id = open_edition(book, OFFICES, at)
        self.bench.invite(
            self.telling, edition_id, serving, at=at + timedelta(days=2), officer=OFFICES.officer
        )
        return edition_id

    def _leading_technology(self) -> None:
        book = book_of("leading-technology")
        direction = book.directions[0]
        bench = [who.email for who in judges()]
        edition_id = self.open(book, serving=bench)
        origins = regions(270, 62, words.REGIONS[:24])
        codes = [track.code for track in direction.tracks]
        applications = [
            Application(Somebody(f"achievement-{n:04d}", region), (codes[n % len(codes)],))
            for n, region in enumerate(origins, start=1)
        ]
        self._apply_and_screen(edition_id, book, {direction.code: applications})
        reviewers = pools(track_codes(edition_id), bench[:90], each=30)
        committee: Panels = {None: bench[:40]}
        self._judge(
            edition_id, book, {direction.code: {"first-review": reviewers, "final-meeting": committee}}
        )
        self._award(edition_id, datetime(2024, 11, 19, 10, tzinfo=BEIJING))

    def _straight_to_wuzhen(self) -> None:
        book = book_of("straight-to-wuzhen")
        direction = book.directions[0]
        bench = [who.email for who in judges()]
        edition_id = self.open(book, serving=bench)
        codes = [track.code for track in direction.tracks]
        applications = [
            Application(Somebody(f"project-{n:04d}", region), (codes[n % len(codes)],))
            for n, region in enumerate(regions(1048, 214, words.REGIONS), start=1)
        ]
        self._apply_and_screen(edition_id, book, {direction.code: applications})
        tracks = track_codes(edition_id)
        self._judge(
            edition_id,
            book,
            {
                direction.code: {
                    "preliminary": pools(tracks, bench, each=25),
                    "semi-final": pools(tracks, bench, each=20),
                    "final": pools(tracks, bench, each=7),
                }
            },
        )
        self._award(edition_id, datetime(2024, 11, 22, 10, tzinfo=BEIJING))

    def _outstanding_contribution(self) -> None:
        book = book_of("outstanding-contribution")
        bench = [who.email for who in judges()]
        edition_id = self.open(book, serving=bench[:100])
        firms, individuals = self._nominate(edition_id, book)
        self._apply_and_screen(edition_id, book, {"enterprises": firms, "individuals": individuals})
        own = ["individual-contribution"]
        categories = [code for code in track_codes(edition_id) if code not in own]
        committee: Panels = {None: bench[75:100]}
        experts, reviewers = pools(own, bench[:12], each=12), pools(categories, bench[12:72], each=20)
        self._judge(
            edition_id,
            book,
            {
                "individuals": {"expert-review": experts, "committee-ballot": committee},
                "enterprises": {"expert-review": reviewers, "committee-ballot": committee},
            },
            passing=HONOURED,
        )
        self._award(edition_id, datetime(2024, 11, 20, 10, tzinfo=BEIJING))

    def _nominate(self, edition_id: int, book: RuleBook) -> tuple[list[Application], list[Application]]:
        """120 enterprises, 40 of them members themselves; 20 individuals."""
        nominating = Nominating(self.fake_data, edition_id, officer=OFFICES.officer)
        everybody = members(words.REGIONS[:12])
        start = book.window.opens - timedelta(days=10)
        nominating.enrol(self.telling, everybody, start=start, end=start + timedelta(days=5))
        firms = [member for member in everybody if not member.is_person]
        outsiders = [
            Somebody(f"enterprise-{n:03d}", "CN" if n % 5 else words.REGIONS[n % 20]) for n in range(1, 81)
        ]
        people = [
            Somebody(f"nominee-{n:02d}", "CN" if n % 3 else words.REGIONS[n % 20]) for n in range(1, 21)
        ]
        proposals = [NominationPlan(firms[n % len(firms)], who) for n, who in enumerate(outsiders)]
        # A council member uses its whole quota, and a partner the one unit that it has.
        proposals += [NominationPlan(firms[0], who) for who in outsiders[1:10]]
        proposals += [
            NominationPlan(everybody[n] if n % 2 else None, who, individual=True)
            for n, who in enumerate(people)
        ]
        end = book.window.opens + timedelta(days=20)
        nominating.play(self.telling, proposals, start=book.window.opens + timedelta(hours=12), end=end)
        applying = [*outsiders, *(member.who for member in firms[100:140])]
        return _enterprises(applying, book), [
            Application(who, ("individual-contribution",), as_person=True) for who in people
        ]

    def _apply_and_screen(
        self, edition_id: int, book: RuleBook, by_direction: dict[str, list[Application]]
    ) -> None:
        opens, end = book.window.opens, book.window.closes
        start = opens + (end - opens) * 0.7
        for left, (code, applications) in zip(
            reversed(range(len(by_direction))), by_direction.items(), strict=True
        ):
            applying, last = Applying(self.fake_data, edition_id, code), end - left * TURN
            applying.play(self.telling, applications, start=start, end=last)
            start = last
        screening = Screening(self.fake_data, edition_id, OFFICES.officer)
        screening.play(self.telling, end + timedelta(hours=10), end + timedelta(days=4))

    def _judge(
        self,
        edition_id: int,
        book: RuleBook,
        panels: Mapping[str, Mapping[str, Panels]],
        *,
        passing: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """Stage after stage. Directions that share a window take turns in it: the log goes forward in time."""
        turns = len(panels)
        by_direction = {
            direction: Judging(
                self.fake_data,
                self.score_model,
                edition_id,
                direction=direction,
                officer=OFFICES.officer,
                passing=passing.get(direction),
            )
            for direction in panels
        }
        for codes in zip(*panels.values(), strict=True):
            for turn, (code, direction) in enumerate(zip(codes, panels, strict=True)):
                window = book.stage(code, direction).window
                assert window is not None
                start, length = window.opens, (window.closes - window.opens) / turns
                by_direction[direction].play_stage(
                    self.telling,
                    code,
                    panels[direction][code],
                    start=start + turn * length,
                    end=start + (turn + 1) * length,
                )

    def _award(self, edition_id: int, at: datetime) -> None:
        awarding = Awarding(edition_id, officer=OFFICES.officer, approver=OFFICES.approver)
        awarding.publish(awarding.approve(at - timedelta(hours=14)), at)


def _enterprises(applying: Sequence[Somebody], book: RuleBook) -> list[Application]:
    """Two in five apply in a second category too."""
    codes = [track.code for track in book.direction("enterprises").tracks]
    return [
        Application(who, (codes[n % 3], codes[(n + 1) % 3])[: 2 if n % 5 < 2 else 1])
        for n, who in enumerate(applying)
    ]


def track_codes(edition_id: int) -> list[str]:
    return [track.code for track in db.session.get_one(Edition, edition_id).tracks]
