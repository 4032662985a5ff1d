"""The contests that the tests of results play."""

from tests.results.conftest import app, contest, first_round, played

__all__ = ["app", "contest", "first_round", "played"]
