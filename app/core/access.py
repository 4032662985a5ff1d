"""Who may open an endpoint: every one has a guard or is public, and a test walks them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import wraps
from typing import Any

from flask import current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.idempotency import earlier_answer
from app.core.verdict import YES, Verdict

View = Callable[..., ResponseReturnValue]
Within = AbstractContextManager[Any]
Rule = Callable[[Any, Any, datetime], Verdict]
Typed = Callable[[Any], Sequence[tuple[str, str]]]


def public(view: View) -> View:
    """Anybody may open this endpoint, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def guard(
    load: Callable[..., Any],
    *,
    sees: Rule,
    may: Rule | None = None,
    within: Callable[[], Within] = nullcontext,
    typed: Typed | None = None,
) -> Callable[[View], View]:
    """Open the endpoint to signed-in people for whom the rules say yes.

    `load(**url_values)` returns the thing the endpoint is about. Who does not see it gets the common 404; who sees
    it but may not gets 403 with the reason. The view is called with the thing alone; `may` is asked again by the
    service, inside its transaction. Rules take (person, thing, now).

    `within=transaction` is for what is sent many times a minute: reader and thing are read once and not twice.
    Such a view writes without a transaction of its own. Nobody's slow line keeps that transaction open: the
    body has been read by then, for the token of the form.

    `typed(thing)`: label and text of what was sent, for the page of a refusal.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**url_values: Any) -> ResponseReturnValue:
            with within():
                return admitted(**url_values)

        def admitted(**url_values: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return ask_to_sign_in()
            try:
                thing = load(**url_values)
                if not sees(current_user, thing, clock.now()):
                    raise NotFound
                if may and not (verdict := may(current_user, thing, clock.now())):
                    raise Refused(verdict, typed(thing) if typed and request.method == "POST" else ())
            except (NotFound, Refused):
                # The same form sent again meets what it changed the first time: it gets its first answer.
                if earlier := earlier_answer():
                    return redirect(earlier, 303)
                raise
            return view(thing)

        guarded.access = "guarded"  # type: ignore[attr-defined]
        guarded.rules, guarded.load = (sees, may), load  # type: ignore[attr-defined]
        return guarded

    return decorate


def on_post(rule: Rule) -> Rule:
    """Ask the rule where something is sent; the page alone may be read by whoever sees the thing."""

    @wraps(rule)
    def asked(person: Any, thing: Any, now: datetime) -> Verdict:
        return rule(person, thing, now) if request.method == "POST" else YES

    return asked


def signed_in(_person: Any, _thing: Any, _now: datetime) -> Verdict:
    """The rule of pages that belong to whoever has signed in, such as their own inbox."""
    return YES


def nothing(**_url_values: Any) -> None:
    """The loader of endpoints that are about no single thing."""


def current_person() -> Any:
    """The signed-in person as a plain object of the session, not a proxy."""
    return current_user._get_current_object()


def ask_to_sign_in() -> ResponseReturnValue:
    """What whoever has not signed in is answered; the feature `people` says how, and keeps what was typed."""
    g.sign_in_first = True
    answer: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return answer
