"""What can be done with results."""

from app.results.queries import latest_ranking
from app.results.service.notices import post_notice
from app.results.service.prizes import approve, draw_up, propose, send_back
from app.results.service.publications import publish
from app.results.service.rankings import advance, rank_stage
from app.results.service.ties import decide

__all__ = [
    "advance",
    "approve",
    "decide",
    "draw_up",
    "latest_ranking",
    "post_notice",
    "propose",
    "publish",
    "rank_stage",
    "send_back",
]
