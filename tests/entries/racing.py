"""What is attempted many times at once upon one entry."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from app.core import clock
from app.core.db import db
from app.entries.applications import drafts, service
from app.entries.models import Entry
from app.people.models import Person
from app.people.sign_in.sessions import IN_COOKIE
from tests.client import Client
from tests.time import Clock


@dataclass(frozen=True)
class Target:
    """One entry, at one version, which all attempt to change at once."""

    entry_id: int
    public_id: str
    person_id: int
    version: int
    token: str


def submit(one: Target) -> str:
    entry, person = db.session.get_one(Entry, one.entry_id), db.session.get_one(Person, one.person_id)
    return str(service.submit(entry=entry, version=one.version, by=person).entry.number)


def save(one: Target, title: str) -> str:
    entry, person = db.session.get_one(Entry, one.entry_id), db.session.get_one(Person, one.person_id)
    answers = {"title_en": title}
    return drafts.save_draft(entry=entry, answers=answers, tracks=[], version=one.version, by=person).title_en


def press(one: Target, app: Flask, key: str = "k" * 32) -> str:
    """The last look in a browser, under one key: a button that was pressed many times. Each tab has its own key."""
    with Clock.standing_at(clock.now()) as held:
        browser = Client.of(app, held)
        with browser.session_transaction() as cookie:
            cookie[IN_COOKIE] = one.token
        fields = {"version": str(one.version), "_key": key}
        answer = browser.press(f"/entries/{one.public_id}/review", **fields)
        return f"{answer.status_code} {answer.location}"
