"""Pages of accounts, through a browser without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import service
from app.accounts.models import Invitation, Person, Role, SignInSession
from app.accounts.passwords import hash_password
from app.accounts.rules import holds
from app.core import clock, jobs
from app.core.db import deed
from app.core.models import CarriedOut
from app.outbox.models import Message
from app.programmes.models import Edition
from tests.client import Client
from tests.factories import make_administrator, make_officer, make_person

PASSWORD = "four words stand here"
OTHER = "another four words here"
YEAR = timedelta(days=365)
SignIn = Callable[[Person], Client]


def mailed(session: Session, kind: str) -> str:
    """The secret of the last mail of this kind."""
    session.expire_all()
    last = session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id.desc())).first()
    assert last is not None, f"no mail {kind}"
    return str(last.params["token"])


def person_of(session: Session, email: str) -> Person:
    session.expire_all()
    return session.scalars(sa.select(Person).where(Person.email == email)).one()


@pytest.fixture
def known(session: Session) -> Person:
    return make_person(password_hash=hash_password(PASSWORD))


def enter(client: Client, person: Person, password: str = PASSWORD, address: str = "/sign-in") -> object:
    return client.send(address, form="/sign-in", email=person.email, password=password)


def without_varying(page: str, *varying: str) -> str:
    """The page without what differs by itself: tokens, ids of requests, and what was typed."""
    for words in varying:
        page = page.replace(words, "…")
    page = re.sub(r'(name="(?:csrf_token|_key)" value=")[^"]*', r"\1…", page)
    return re.sub(r'<span class="mono">[0-9a-f]{16}</span>', "…", page)


def hrefs(page: str, ending: str) -> list[str]:
    return [found for found in re.findall(r'(?:href|action)="([^"]*)"', page) if found.endswith(ending)]


def hrefs_with(page: str, part: str) -> list[str]:
    return [found for found in re.findall(r'href="([^"]*)"', page) if part in found and "lang=" not in found]


class statements:
    """The SQL that is said meanwhile."""

    def __init__(self, session: Session) -> None:
        self._engine = session.get_bind().engine
        self._said: list[str] = []

    def _listen(self, _c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "SET")):
            self._said.append(statement)

    def __enter__(self) -> list[str]:
        sa.event.listen(self._engine, "before_cursor_execute", self._listen)
        return self._said

    def __exit__(self, *_exc: object) -> None:
        sa.event.remove(self._engine, "before_cursor_execute", self._listen)


class TestSignIn:
    def test_in_and_out(self, client: Client, known: Person, session: Session) -> None:
        answer = enter(client, known)
        assert (answer.status_code, answer.location) == (303, "/")
        assert client.get("/me").status_code == 200
        client.press("/sign-out")
        assert client.get("/me").status_code == 303
        assert session.scalars(sa.select(SignInSession)).one().ended_at is not None

    @pytest.mark.parametrize("spelling", [str.upper, lambda email: f"  {email} ", str.title])
    def test_an_address_as_people_type_it(
        self, client: Client, known: Person, spelling: Callable[[str], str]
    ) -> None:
        answer = client.send("/sign-in", email=spelling(known.email), password=PASSWORD)
        assert answer.status_code == 303

    def test_wrong_unknown_closed_and_without_password_are_answered_alike(
        self, client: Client, known: Person, session: Session
    ) -> None:
        closed = make_person(password_hash=hash_password(PASSWORD), disabled_at=clock.now())
        tries = [
            (known.email, "wrong words stand here"),
            ("nobody@firm.example", PASSWORD),
            (closed.email, PASSWORD),
            (make_person().email, PASSWORD),
        ]
        answers = set()
        for email, password in tries:
            answer = client.send("/sign-in", email=email, password=password)
            answers.add((answer.status_code, without_varying(answer.text, email)))
        assert len(answers) == 1
        assert next(iter(answers))[0] == 422

    @pytest.mark.parametrize(
        ("target", "leads"),
        [
            ("/inbox?after=x", "/inbox?after=x"),
            ("https://evil.example/", "/"),
            ("//evil.example", "/"),
            ("///evil.example", "/"),
            ("/\\evil.example", "/"),
            ("\\/evil.example", "/"),
            ("/\t/evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("evil.example", "/"),
            ("", "/"),
        ],
    )
    def test_it_goes_on_to_own_pages_alone(
        self, client: Client, known: Person, target: str, leads: str
    ) -> None:
        answer = client.press("/sign-in", email=known.email, password=PASSWORD, next=target)
        assert answer.location == leads

    def test_a_page_that_needs_it_is_returned_to(self, client: Client, known: Person) -> None:
        answer = client.get("/me/sessions?x=1")
        assert answer.status_code == 303
        assert enter(client, known, address=answer.location).location == "/me/sessions?x=1"

    def test_a_cookie_set_beforehand_is_worth_nothing_afterwards(
        self, client: Client, known: Person, session: Session
    ) -> None:
        with client.session_transaction() as cookie:
            cookie["planted"] = "yes"
        client.get("/sign-in")
        before = client.token()
        enter(client, known)
        with client.session_transaction() as cookie:
            first = cookie["_user_id"]
            assert "planted" not in cookie
        assert client.token() != before
        client.press("/sign-out")
        enter(client, known)
        with client.session_transaction() as cookie:
            assert cookie["_user_id"] != first

    def test_an_ended_session_cannot_be_replayed(self, client: Client, known: Person) -> None:
        enter(client, known)
        with client.session_transaction() as cookie:
            token = cookie["_user_id"]
        client.press("/sign-out")
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        assert client.get("/me").status_code == 303

    def test_a_session_ends_by_itself(
        self, client: Client, known: Person, later: Callable[..., None]
    ) -> None:
        enter(client, known)
        later(days=7)
        assert client.get("/me").status_code == 303

    def test_an_account_closed_meanwhile_loses_everything_at_once(
        self, client: Client, known: Person, session: Session
    ) -> None:
        enter(client, known)
        assert client.get("/me").status_code == 200
        service.disable(person=known, by=None)
        session.commit()
        assert client.get("/me").status_code == 303

    def test_who_is_signed_in_does_not_sign_in_again(self, client: Client, known: Person) -> None:
        enter(client, known)
        answer = client.get("/sign-in?next=/inbox")
        assert (answer.status_code, answer.location) == (303, "/inbox")

    def test_no_trace_of_a_password_is_kept(self, client: Client, known: Person, session: Session) -> None:
        enter(client, known)
        client.send("/sign-up", email="a@firm.example", name_latin="A", password=PASSWORD)
        assert session.scalar(sa.select(sa.func.count()).select_from(CarriedOut)) == 0


class TestSignUp:
    def test_the_whole_way(self, client: Client, session: Session) -> None:
        answer = client.send(
            "/sign-up?next=/inbox",
            email=" New@Firm.example",
            name_zh="李新",
            password=PASSWORD,
        )
        assert (answer.status_code, answer.location) == (303, "/sign-in?next=/inbox")
        person = person_of(session, "new@firm.example")
        assert (person.verified_at, person.locale) == (None, "zh")
        assert enter(client, person, address="/sign-in?next=/me").location == "/me"
        token = mailed(session, "verify_address")
        assert client.get(f"/verify?token={token}").status_code == 200
        assert person_of(session, person.email).verified_at is None
        assert client.send(f"/verify?token={token}").location == "/me"
        assert person_of(session, person.email).verified_at == clock.now()
        assert client.get(f"/verify?token={token}").status_code == 403

    def test_known_and_unknown_addresses_are_answered_alike(
        self, client: Client, known: Person, session: Session
    ) -> None:
        answers = set()
        for email in (known.email, "new@firm.example"):
            answer = client.send("/sign-up", email=email, name_latin="X", password=OTHER)
            page = client.get(answer.location).text
            answers.add((answer.status_code, answer.location, without_varying(page, email)))
        assert len(answers) == 1
        assert person_of(session, known.email).password_hash == known.password_hash

    @pytest.mark.parametrize(
        ("password", "words"),
        [
            ("short words", "at least 12"),
            ("aaaaaaaaaaaaaaaa", "repeats"),
            ("qwertyuiop123", "first that are tried"),
            ("Password-1234", "first that are tried"),
            ("woaini5201314", "first that are tried"),
            ("23456789012345", "first that are tried"),
            ("zhang.wei@firm", "name or address"),
        ],
    )
    def test_a_poor_password(self, client: Client, session: Session, password: str, words: str) -> None:
        answer = client.send(
            "/sign-up?lang=en",
            email="zhang.wei@firm.example",
            name_latin="X",
            password=password,
        )
        assert answer.status_code == 422
        assert words in answer.text
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0

    def test_what_was_typed_is_not_lost(self, client: Client, session: Session) -> None:
        answer = client.send("/sign-up", email="no address", name_latin="Ann Lee", password=PASSWORD)
        assert answer.status_code == 422
        assert "Ann Lee" in answer.text
        assert PASSWORD not in answer.text

    def test_a_strangers_careless_click_confirms_nothing(
        self, client: Client, sign_in: SignIn, session: Session
    ) -> None:
        """Whoever signs up with another's address cannot get it confirmed by its owner."""
        client.send("/sign-up", email="victim@firm.example", name_latin="X", password=PASSWORD)
        token = mailed(session, "verify_address")
        assert client.get(f"/verify?token={token}").location.startswith("/sign-in?next=")
        owner = sign_in(make_person())
        assert owner.get(f"/verify?token={token}").status_code == 404
        assert owner.press(f"/verify?token={token}").status_code == 404
        assert person_of(session, "victim@firm.example").verified_at is None

    def test_another_link_on_request(self, sign_in: SignIn, session: Session) -> None:
        person = make_person(verified_at=None)
        browser = sign_in(person)
        assert "/me/verification" in browser.get("/me").text
        browser.press("/me/verification")
        token = mailed(session, "verify_address")
        browser.send(f"/verify?token={token}")
        assert "/me/verification" not in browser.get("/me").text
        assert browser.press("/me/verification").status_code == 403

    @pytest.mark.parametrize("token", ["", "x", "é" * 50, "%00"])
    def test_a_link_that_is_none(self, sign_in: SignIn, person: Person, token: str) -> None:
        assert sign_in(person).get(f"/verify?token={token}").status_code == 404


class TestReset:
    def test_the_whole_way(self, client: Client, known: Person, session: Session) -> None:
        assert client.send("/reset", email=known.email.upper()).location == "/sign-in"
        assert jobs.run_all() == 1
        token = mailed(session, "reset_password")
        page = f"/reset/new?token={token}"
        assert client.send(page, password="short").status_code == 422
        assert client.send(page, password=OTHER).location == "/sign-in"
        assert enter(client, known, PASSWORD).status_code == 422
        assert enter(client, known, OTHER).status_code == 303
        again = client.press(page, password="yet another four words")
        assert again.status_code == 422
        assert enter(Client.of(client.application, client.clock), known, OTHER).status_code == 303

    def test_every_browser_is_signed_out(
        self, client: Client, known: Person, sign_in: SignIn, session: Session
    ) -> None:
        inside = sign_in(known)
        assert inside.get("/me").status_code == 200
        client.send("/reset", email=known.email)
        jobs.run_all()
        client.send(f"/reset/new?token={mailed(session, 'reset_password')}", password=OTHER)
        assert inside.get("/me").status_code == 303

    def test_known_and_unknown_addresses_are_answered_alike(
        self, client: Client, known: Person, session: Session
    ) -> None:
        closed = make_person(disabled_at=clock.now())
        answers = set()
        for email in (known.email, closed.email, "nobody@firm.example"):
            answer = client.send("/reset", email=email)
            page = client.get(answer.location).text
            answers.add((answer.status_code, answer.location, without_varying(page, email)))
        assert len(answers) == 1
        jobs.run_all()
        kinds = list(session.scalars(sa.select(Message.kind)))
        assert kinds == ["reset_password"]

    def test_the_same_statements_for_known_and_unknown(
        self, client: Client, known: Person, session: Session
    ) -> None:
        """Nothing is looked up before the answer, so there is nothing that could take longer."""
        seen: dict[str, list[str]] = {}
        for email in (known.email, "nobody@firm.example"):
            form = {"email": email, "csrf_token": client.token()}
            with statements(session) as said:
                client.post("/reset", data=form)
            seen[email] = said
        known_said, unknown_said = seen.values()
        assert known_said == unknown_said
        assert not any("FROM person" in statement for statement in known_said)

    def test_a_spent_link_says_so(self, client: Client, session: Session) -> None:
        page = client.get("/reset/new?token=nonsense&lang=en")
        assert page.status_code == 200
        assert "has been used or has expired" in page.text


class TestPassword:
    def test_changed_with_the_present_one(self, client: Client, known: Person, sign_in: SignIn) -> None:
        elsewhere = sign_in(known)
        enter(client, known)
        assert client.send("/me/password", current="wrong words here", password=OTHER).status_code == 422
        assert client.send("/me/password", current=PASSWORD, password="short").status_code == 422
        assert client.send("/me/password", current=PASSWORD, password=OTHER).location == "/me"
        assert client.get("/me").status_code == 200
        assert elsewhere.get("/me").status_code == 303
        assert enter(Client.of(client.application, client.clock), known, OTHER).status_code == 303


class TestMyself:
    def test_profile(self, sign_in: SignIn, person: Person, session: Session) -> None:
        browser = sign_in(person)
        answer = browser.send("/me", name_zh="曾善", name_latin="Zeng Shan", sort_key="", locale="zh")
        assert answer.location == "/me"
        person = person_of(session, person.email)
        assert (person.name_zh, person.sort_key, person.locale) == ("曾善", "zeng shan", "zh")
        browser.send("/me", name_zh="曾善", name_latin="Zeng Shan", sort_key="ceng shan", locale="zh")
        assert person_of(session, person.email).sort_key == "ceng shan"

    def test_a_second_tab_is_told_of_both_versions(self, sign_in: SignIn, person: Person) -> None:
        browser = sign_in(person)
        fields = {"name_zh": "", "sort_key": "", "locale": "en"}
        opened = person.version
        browser.press("/me", name_latin="First", version=opened, **fields)
        answer = browser.press("/me", name_latin="Second", version=opened, **fields)
        assert answer.status_code == 409
        assert "First" in answer.text
        assert "Second" in answer.text

    def test_a_name_in_no_script(self, sign_in: SignIn, person: Person) -> None:
        answer = sign_in(person).send("/me", name_zh=" ", name_latin="", sort_key="", locale="en")
        assert answer.status_code == 422

    def test_an_unknown_language(self, sign_in: SignIn, person: Person) -> None:
        assert (
            sign_in(person).send("/me", name_zh="", name_latin="X", sort_key="", locale="fr").status_code
            == 422
        )

    def test_organisations(self, sign_in: SignIn, person: Person, session: Session) -> None:
        browser = sign_in(person)
        assert browser.send("/me/organisations", name_en="Firm", country_region="XX").status_code == 422
        answer = browser.send("/me/organisations", name_zh="", name_en="Firm & Sons", country_region="SG")
        assert answer.location == "/me/organisations"
        assert "Firm &amp; Sons" in browser.get("/me/organisations").text
        assert [row.organisation.name_en for row in person_of(session, person.email).representations] == [
            "Firm & Sons"
        ]

    def test_sent_twice_registered_once(self, sign_in: SignIn, person: Person, session: Session) -> None:
        browser = sign_in(person)
        form = {"name_zh": "", "name_en": "Firm", "country_region": "SG", "_key": "k" * 32}
        for _ in range(2):
            assert browser.press("/me/organisations", **form).status_code == 303
        assert len(person_of(session, person.email).representations) == 1

    def test_browsers(self, sign_in: SignIn, person: Person, session: Session) -> None:
        here, there, stranger = sign_in(person), sign_in(person), sign_in(make_person())
        rows = session.scalars(
            sa.select(SignInSession).where(SignInSession.person_id == person.id).order_by(SignInSession.id)
        ).all()
        end = f"/me/sessions/{rows[1].public_id}/end"
        assert end in here.get("/me/sessions").text
        assert stranger.press(end).status_code == 404
        assert there.get("/me").status_code == 200
        assert here.press(end).location == "/me/sessions"
        assert there.get("/me").status_code == 303
        assert here.get("/me").status_code == 200

    def test_all_other_browsers(self, sign_in: SignIn, person: Person) -> None:
        here, there, elsewhere = (sign_in(person) for _ in range(3))
        here.press("/me/sessions/end-others")
        assert [browser.get("/me").status_code for browser in (here, there, elsewhere)] == [200, 303, 303]

    def test_consents(self, sign_in: SignIn, person: Person, edition: Edition, session: Session) -> None:
        browser, stranger = sign_in(person), sign_in(make_person())
        page = f"/me/consents/editions/{edition.public_id}"
        purposes = [text.purpose for text in edition.rulebook.consents]
        answer = browser.send(f"{page}?next=/inbox", **{purposes[0]: "y"})
        assert answer.location == "/inbox"
        (withdraw,) = hrefs(browser.get("/me/consents").text, "/withdraw")
        assert stranger.press(withdraw).status_code == 404
        assert browser.press(withdraw).location == "/me/consents"
        assert browser.press(withdraw).status_code == 403
        assert hrefs(browser.get("/me/consents").text, "/withdraw") == []


class TestInvitations:
    def invited(self, session: Session, officer: Person, edition: Edition, email: str) -> str:
        with deed():
            _invitation, token = service.invite(
                email=email, role=Role.JUDGE, edition=edition, role_ends_at=clock.now() + YEAR, by=officer
            )
        return f"/invitation?token={token}"

    def test_an_officer_invites_and_a_newcomer_accepts_in_one_walk(
        self, sign_in: SignIn, client: Client, officer: Person, edition: Edition, session: Session
    ) -> None:
        people = f"/invitations/{edition.public_id}"
        answer = sign_in(officer).send(
            people, email="Judge@firm.example", role="judge", last_day="2025-06-30"
        )
        assert answer.location == people
        page = f"/invitation?token={mailed(session, 'invitation')}"
        assert client.send(page, name_latin="New Judge", password="short").status_code == 422
        assert client.send(page, name_latin="New Judge", password=PASSWORD).location == "/me"
        assert client.get("/me").status_code == 200
        judge = person_of(session, "judge@firm.example")
        assert judge.verified_at == clock.now()
        assert holds(judge, Role.JUDGE, edition.id, clock.now())
        assert judge.grants[0].ends_at.isoformat() == "2025-06-30T16:00:00+00:00"
        assert client.get(page).status_code == 403

    def test_a_link_to_a_squatted_address_throws_the_squatter_out(
        self, sign_in: SignIn, client: Client, officer: Person, edition: Edition, session: Session
    ) -> None:
        squatter = make_person(verified_at=None, password_hash=hash_password(OTHER), name_latin="Squatter")
        inside = sign_in(squatter)
        page = self.invited(session, officer, edition, squatter.email)
        assert client.send(page, name_zh="", name_latin="True Owner", password=PASSWORD).location == "/me"
        assert inside.get("/me").status_code == 303
        assert enter(Client.of(client.application, client.clock), squatter, OTHER).status_code == 422
        assert person_of(session, squatter.email).name_latin == "True Owner"

    def test_whoever_has_an_account_signs_in_first(
        self, client: Client, officer: Person, edition: Edition, known: Person, session: Session
    ) -> None:
        page = self.invited(session, officer, edition, known.email)
        (sign_in_first,) = set(
            hrefs(client.get(page).text.replace("&amp;", "&"), page.replace("/", "/")[-20:])
        )
        assert client.press(page, name_latin="X", password=OTHER).status_code in (200, 403)
        assert person_of(session, known.email).password_hash == known.password_hash
        assert enter(client, known, address=sign_in_first).location == page
        assert client.send(page).location == "/me"
        assert holds(person_of(session, known.email), Role.JUDGE, edition.id, clock.now())

    def test_another_account_may_take_it_knowingly(
        self, sign_in: SignIn, officer: Person, edition: Edition, known: Person, session: Session
    ) -> None:
        page = self.invited(session, officer, edition, "elsewhere@firm.example")
        browser = sign_in(known)
        assert "elsewhere@firm.example" in browser.get(page).text
        assert browser.send(page).location == "/me"
        assert (
            session.scalar(sa.select(Message.person_id).where(Message.kind == "invitation_taken"))
            == officer.id
        )

    def test_without_a_mail_from_ones_own_list(
        self, sign_in: SignIn, officer: Person, edition: Edition, known: Person, session: Session
    ) -> None:
        self.invited(session, officer, edition, known.email)
        stranger = sign_in(make_person())
        browser = sign_in(known)
        (accept,) = hrefs(browser.get("/me/invitations").text, "/accept")
        assert hrefs(stranger.get("/me/invitations").text, "/accept") == []
        assert stranger.press(accept).status_code == 404
        assert browser.press(accept).location == "/me/invitations"
        assert browser.press(accept).status_code == 403

    def test_an_unconfirmed_address_sees_none(
        self, sign_in: SignIn, officer: Person, edition: Edition, session: Session
    ) -> None:
        person = make_person(verified_at=None)
        self.invited(session, officer, edition, person.email)
        assert hrefs(sign_in(person).get("/me/invitations").text, "/accept") == []

    @pytest.mark.parametrize("token", ["", "x", "x" * 5000])
    def test_a_link_that_is_none(self, client: Client, token: str) -> None:
        assert client.get(f"/invitation?token={token}").status_code == 404

    def test_expired_and_withdrawn(
        self,
        sign_in: SignIn,
        client: Client,
        officer: Person,
        edition: Edition,
        session: Session,
        later: Callable[..., None],
    ) -> None:
        page = self.invited(session, officer, edition, "a@firm.example")
        withdraw = f"/invitations/{session.scalars(sa.select(Invitation)).one().public_id}/withdraw"
        assert sign_in(make_person()).press(withdraw).status_code == 404
        assert sign_in(officer).press(withdraw).status_code == 303
        assert client.get(page).status_code == 403
        page = self.invited(session, officer, edition, "b@firm.example")
        assert client.get(page).status_code == 200
        later(days=30)
        assert client.get(page).status_code == 403

    def test_who_opens_which_page_of_people(
        self, sign_in: SignIn, officer: Person, edition: Edition, person: Person, administrator: Person
    ) -> None:
        of_edition, everywhere = f"/invitations/{edition.public_id}", "/invitations/installation"
        seen = {
            who: [sign_in(who).get(page).status_code for page in ("/invitations", of_edition, everywhere)]
            for who in (officer, administrator, person)
        }
        assert seen == {officer: [200, 200, 404], administrator: [200, 200, 200], person: [404, 404, 404]}

    def test_a_role_that_is_not_theirs_to_give(
        self, sign_in: SignIn, officer: Person, administrator: Person, edition: Edition, session: Session
    ) -> None:
        fields = {"email": "x@firm.example", "last_day": "2025-06-30"}
        page = f"/invitations/{edition.public_id}"
        for who, role in ((officer, "officer"), (officer, "administrator"), (administrator, "judge")):
            assert sign_in(who).send(page, role=role, **fields).status_code == 422
        assert (
            sign_in(administrator).send("/invitations/installation", role="officer", **fields).status_code
            == 422
        )
        assert (
            sign_in(officer).press("/invitations/installation", role="administrator", **fields).status_code
            == 404
        )
        assert session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 0

    def test_a_role_that_would_have_ended(self, sign_in: SignIn, officer: Person, edition: Edition) -> None:
        page = f"/invitations/{edition.public_id}"
        answer = sign_in(officer).send(page, email="x@firm.example", role="judge", last_day="2024-01-01")
        assert answer.status_code == 422

    def test_end_a_role(self, sign_in: SignIn, officer: Person, edition: Edition, session: Session) -> None:
        judge = make_person()
        service.grant(person=judge, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=officer)
        session.commit()
        end = f"/roles/{judge.grants[0].public_id}/end"
        assert sign_in(make_person()).get(end).status_code == 404
        assert sign_in(make_officer(edition)).get(end).status_code == 200
        assert holds(person_of(session, judge.email), Role.JUDGE, edition.id, clock.now())
        assert sign_in(officer).send(end).location == f"/invitations/{edition.public_id}"
        assert not holds(person_of(session, judge.email), Role.JUDGE, edition.id, clock.now())
        assert sign_in(officer).press(end).status_code == 403

    def test_an_administrator_sees_but_does_not_end_what_officers_give(
        self, sign_in: SignIn, officer: Person, edition: Edition, administrator: Person, session: Session
    ) -> None:
        judge = make_person()
        service.grant(person=judge, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=officer)
        session.commit()
        assert sign_in(administrator).press(f"/roles/{judge.grants[0].public_id}/end").status_code == 403

    def test_give_up_ones_own(self, sign_in: SignIn, edition: Edition, session: Session) -> None:
        judge = make_person()
        service.grant(person=judge, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=None)
        session.commit()
        browser = sign_in(judge)
        (end,) = hrefs(browser.get("/me").text, "/end")
        assert browser.send(end).location == "/me"
        assert hrefs(browser.get("/me").text, "/end") == []

    def test_the_last_administrator_stays(self, sign_in: SignIn, session: Session) -> None:
        only = make_administrator()
        answer = sign_in(only).press(f"/roles/{only.grants[0].public_id}/end")
        assert answer.status_code == 403

    def test_pages_of_people_cost_the_same_at_any_length(
        self, sign_in: SignIn, officer: Person, edition: Edition, session: Session
    ) -> None:
        browser, page, counts, names = sign_in(officer), f"/invitations/{edition.public_id}", [], []
        for more in (0, 9, 100):
            for _ in range(more):
                judge = make_person()
                service.grant(
                    person=judge, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=None
                )
                service.invite(
                    email=f"x{judge.id}@firm.example",
                    role="judge",
                    edition=edition,
                    role_ends_at=clock.now() + YEAR,
                    by=officer,
                )
            session.commit()
            with statements(session) as said:
                text = browser.get(page).text
            counts.append(len(said))
        assert counts[1] == counts[2] <= 12
        follow = page
        while follow:
            text = browser.get(follow).text
            names += hrefs(text, "/end")
            follow = next(iter(hrefs_with(text, "people=")), "")
        assert len(names) == len(set(names)) == 110
