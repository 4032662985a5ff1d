"""What can be done with results."""

from app.results.queries import latest_ranking
from app.results.service.notices import may_post_notice, post_notice
from app.results.service.prizes import (
    approve,
    draw_up,
    may_approve,
    may_draw_up,
    may_propose,
    may_send_back,
    propose,
    send_back,
)
from app.results.service.publications import may_publish, publish
from app.results.service.rankings import (
    above_the_line,
    advance,
    may_run,
    may_take_inputs,
    may_use,
    next_number,
    rank_stage,
)
from app.results.service.ties import agree_to_tie, decide, may_agree_to_tie, may_decide, refuse_tie

__all__ = [
    "above_the_line",
    "advance",
    "agree_to_tie",
    "approve",
    "decide",
    "draw_up",
    "latest_ranking",
    "may_agree_to_tie",
    "may_approve",
    "may_decide",
    "may_draw_up",
    "may_post_notice",
    "may_propose",
    "may_publish",
    "may_run",
    "may_send_back",
    "may_take_inputs",
    "may_use",
    "next_number",
    "post_notice",
    "propose",
    "publish",
    "rank_stage",
    "refuse_tie",
    "send_back",
]
