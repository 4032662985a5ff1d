"""Good rule-books with one edit each, and the one fault that each must give."""

from __future__ import annotations

from typing import NamedTuple

CONTEST, LEADING, OUTSTANDING = (
    "straight-to-wuzhen-2024",
    "leading-technology-2024",
    "outstanding-contribution-2024",
)
CASES, ECOMMERCE = "practice-cases-2024", "cross-border-ecommerce-2024"
PROJECTS = "directions[0 projects]"


class Broken(NamedTuple):
    """A good book with one edit, and the one fault it must give; `line` is what stands on the line named."""

    book: str
    old: str
    new: str
    key: str
    line: str
    reason: str


BROKEN = {
    "weights that do not add up": Broken(
        CONTEST, 'en = "Team" }\nweight = 10', 'en = "Team" }\nweight = 5',
        f"{PROJECTS}.stages[3 final].rubric", 'code = "innovation"',
        "weights add up to 95, they must add up to 100.",
    ),
    "an unknown type of field": Broken(
        CONTEST, 'kind = "region"', 'kind = "country"', f"{PROJECTS}.form[4 region].kind", 'kind = "country"',
        "“country” is not a type of field; known types are "
        "text, long_text, number, date, choice, region, people, file, link, yes_no.",
    ),
    "places below zero": Broken(
        CONTEST, "places = 5\n", "places = -5\n", f"{PROJECTS}.prizes[3 third].places", "places = -5",
        "must be 1 or more; it is -5.",
    ),
    "a reversed window": Broken(
        CONTEST, "closes = 2024-08-31\n", "closes = 2024-06-30\n", "window.closes", "closes = 2024-06-30",
        "the window closes before it opens.",
    ),
    "overlapping stages": Broken(
        CONTEST, "opens = 2024-09-25", "opens = 2024-09-22", f"{PROJECTS}.stages[2 semi-final].window.opens",
        "opens = 2024-09-22", "its window overlaps the one of “preliminary”, which is not closed yet.",
    ),
    "judging while applications come in": Broken(
        LEADING, "closes = 2024-06-20\n", "closes = 2024-07-20\n",
        "directions[0 achievements].stages[1 first-review].window.opens", "opens = 2024-07-08",
        "its window overlaps the application window, which is still open.",
    ),
    "a date that is none": Broken(
        CONTEST, "closes = 2024-08-31\n", 'closes = "the end of August"\n', "window.closes", "the end of August",
        "must be a date, or a date with a time, in Beijing time, such as 2024-10-10T17:00:00.",
    ),
    "a track code used twice": Broken(
        CONTEST, 'code = "ai-plus"', 'code = "digital-culture"', f"{PROJECTS}.tracks[5 digital-culture].code",
        'code = "digital-culture"', "the code “digital-culture” is used twice in this list.",
    ),
    "a track code of another direction": Broken(
        OUTSTANDING, 'code = "individual-contribution"', 'code = "growth-potential"',
        "directions[1 enterprises].tracks[2 growth-potential].code", 'code = "growth-potential"',
        "another direction has a track “growth-potential”.",
    ),
    "a criterion used twice": Broken(
        LEADING, 'code = "rigour"', 'code = "impact"',
        "directions[0 achievements].stages[1 first-review].rubric[2 impact].code", 'code = "impact"',
        "the code “impact” is used twice in this list.",
    ),
    "a condition on an unknown field": Broken(
        CONTEST, 'field = "offers_scene"', 'field = "offers_a_scene"', f"{PROJECTS}.form[15 scene].shown_when",
        'shown_when = { field = "offers_a_scene"', "no field of this form is called “offers_a_scene”.",
    ),
    "a condition on a later field": Broken(
        CONTEST, 'field = "has_investment"', 'field = "offers_scene"',
        f"{PROJECTS}.form[13 investment_round].shown_when", 'shown_when = { field = "offers_scene"',
        "it waits for “offers_scene”, which does not stand before it.",
    ),
    "a condition that is never met": Broken(
        CONTEST, 'field = "offers_scene", value = "yes"', 'field = "offers_scene", value = "perhaps"',
        f"{PROJECTS}.form[15 scene].shown_when", "perhaps", "“offers_scene” never has the value “perhaps”.",
    ),
    "a condition on a text": Broken(
        CONTEST, 'field = "offers_scene"', 'field = "market"', f"{PROJECTS}.form[15 scene].shown_when",
        'field = "market"', "it can only wait for a choice or a yes/no; “market” is neither.",
    ),
    "a form without the title": Broken(
        CONTEST, 'code = "title_en"', 'code = "heading_en"', f"{PROJECTS}.form", "[[directions.form]]",
        "the form has no field “title_en”: lists and letters name every entry in both languages.",
    ),
    "a form without a title in Chinese": Broken(
        CONTEST, 'code = "title_zh"', 'code = "heading_zh"', f"{PROJECTS}.form", "[[directions.form]]",
        "the form has no field “title_zh”: lists and letters name every entry in both languages.",
    ),
    "organisations and persons in one direction": Broken(
        CONTEST, 'applicant = "organisation"', 'applicant = "both"', f"{PROJECTS}.applicant", 'applicant = "both"',
        "a direction takes organisations or persons, not “both”: make one direction for each.",
    ),
    "a zone of its own": Broken(
        CONTEST, "[window]\n", '[window]\ntimezone = "Europe/Paris"\n', "window.timezone", "timezone",
        "there is no zone to set: a time is Beijing time unless it ends with its own offset, such as +01:00.",
    ),
    "a limit of another kind of field": Broken(
        CONTEST, "earliest = 1900-01-01\n", "max_items = 3\n", f"{PROJECTS}.form[5 founded_on].max_items",
        "max_items = 3", "this limit belongs to fields of kind people; this field is of kind date.",
    ),
    "a text without a limit": Broken(
        CONTEST, "max_chars = 300\nrequired_unless", "required_unless", f"{PROJECTS}.form[8 summary_zh]",
        "[[directions.form]]", "a text needs a limit: max_chars (Chinese), max_words (English), or both.",
    ),
    "a file of any type": Broken(
        CONTEST, 'accepts = ["pdf"]\n', "", f"{PROJECTS}.form[17 plan].accepts", "[[directions.form]]",
        "a field of kind file needs this key.",
    ),
    "a blind stage with a name in sight": Broken(
        CASES, "max_items = 10\nrequired = true\nhidden_when_blind = true", "max_items = 10\nrequired = true",
        "directions[0 cases].form[12 contributors].hidden_when_blind", "[[directions.form]]",
        "a stage is blind, but “contributors” would tell the judges whose entry it is; hide it.",
    ),
    "a tie-break by an unknown criterion": Broken(
        CONTEST, 'criterion = "heaviest"', 'criterion = "beauty"', f"{PROJECTS}.tie_breaks[1].criterion",
        'criterion = "beauty"', "no scoring stage has a criterion “beauty”.",
    ),
    "a tie-break by an unknown stage": Broken(
        CONTEST, 'stage = "semi-final" }', 'stage = "quarter-final" }', f"{PROJECTS}.tie_breaks[2].stage",
        "quarter-final", "no scoring stage is called “quarter-final”.",
    ),
    "a chain that leaves ties": Broken(
        CONTEST, '  { kind = "panel_decision" },\n', "", f"{PROJECTS}.tie_breaks", "tie_breaks = [",
        "the chain must end with the panel's decision.",
    ),
    "a decision before the last link": Broken(
        CONTEST, '{ kind = "untrimmed_mean" }', '{ kind = "panel_decision" }', f"{PROJECTS}.tie_breaks[0].kind",
        '{ kind = "panel_decision" }', "no tie is left after “panel_decision”; it must come last.",
    ),
    "a draw": Broken(
        CONTEST, '{ kind = "panel_decision" }', '{ kind = "draw" }', f"{PROJECTS}.tie_breaks[3].kind",
        '{ kind = "draw" }', "no draw is carried out yet; end the chain with “panel_decision”.",
    ),
    "a gap that nobody looks at": Broken(
        CONTEST, "reads = 3\n", "reads = 3\ngap = 25\n", f"{PROJECTS}.stages[1 preliminary].gap", "gap = 25",
        "nobody is asked for a re-review yet; leave this key out.",
    ),
    "calibrated scores that no list shows": Broken(
        CONTEST, "reads = 3\n", "reads = 3\nseverity_advice = true\n",
        f"{PROJECTS}.stages[1 preliminary].severity_advice", "severity_advice",
        "no list shows calibrated scores yet; leave this key out.",
    ),
    "a notice of finalists": Broken(
        CONTEST, 'of = "none"\nworking_days = 0', 'of = "finalists"\nworking_days = 5', "notice.of", "finalists",
        "finalists are not put under public notice yet; only winners are.",
    ),
    "a setting that decides nothing": Broken(
        ECOMMERCE, 'earliest_by = { setting = "counts_2021", yes = 2021-01-01, no = 2022-01-01 }\n', "",
        "settings[0 counts_2021].value", "value = false",
        "no day of a form depends on this setting, so it decides nothing.",
    ),
    "a document before blind judges": Broken(
        CASES, "max_mb = 10\nhidden_when_blind = true", "max_mb = 10",
        "directions[0 cases].form[13 material].hidden_when_blind", "[[directions.form]]",
        "a blind stage shows no documents: “material” must be hidden there.",
    ),
    "a quota for persons": Broken(
        OUTSTANDING, 'counts_against_quota = false\n', "counts_against_quota = true\nquotas = { council = 3 }\n",
        "directions[0 individuals].nomination.quotas", "quotas = {",
        "nominations of persons are not counted: quotas are for organisations.",
    ),
    "persons who are members": Broken(
        OUTSTANDING, 'needed = "yes"', 'needed = "non_members"', "directions[0 individuals].nomination.needed",
        'needed = "non_members"', "only organisations apply directly as members; for persons say no or yes.",
    ),
    "a person who answers for a firm": Broken(
        OUTSTANDING, 'acceptance = "private"\n', "", "directions[0 individuals].nomination.acceptance",
        "[directions.nomination]", "a person always answers in private: say so.",
    ),
    "the secretariat nominates a firm": Broken(
        OUTSTANDING, 'proposers = ["members"]', 'proposers = ["members", "secretariat"]',
        "directions[1 enterprises].nomination.proposers", 'proposers = ["members", "secretariat"]',
        "the secretariat nominates persons; organisations, members alone.",
    ),
    "a firm that answers in private": Broken(
        OUTSTANDING, 'acceptance = "firm"', 'acceptance = "private"',
        "directions[1 enterprises].nomination.acceptance", 'acceptance = "private"',
        "whoever acts for an organisation answers, not a person in private.",
    ),
    "two rankings of one stage": Broken(
        CASES, 'advance = { per = "direction", places = 60 }', 'advance = { per = "track", places = 60 }',
        "directions[0 cases].stages[1 first-review].advance.per", "advance = {",
        "the prizes of this stage are counted otherwise, and a stage makes one ranking.",
    ),
    "more prizes than finalists": Broken(
        CONTEST, "places = 12", "places = 9", f"{PROJECTS}.prizes", 'code = "grand"',
        "10 places a track are offered, but only 9 entries reach “final”.",
    ),
    "a cap above the places": Broken(
        OUTSTANDING, "places = 15\ndecided_by", "places = 15\ncaps = { growth-potential = 16 }\ndecided_by",
        "directions[1 enterprises].prizes[0 enterprise].caps.growth-potential", "caps = {",
        "the cap of 16 is above the 15 places there are.",
    ),
    "a cap for an unknown track": Broken(
        OUTSTANDING, "places = 15\ndecided_by", "places = 15\ncaps = { green = 3 }\ndecided_by",
        "directions[1 enterprises].prizes[0 enterprise].caps.green", "caps = {", "no track is called “green”.",
    ),
    "a minimum off the scale": Broken(
        CASES, "minimum_score = 75", "minimum_score = 100.5",
        "directions[0 cases].prizes[0 outstanding].minimum_score", "minimum_score = 100.5",
        "100.5 lies off the scale of “re-evaluation”.",
    ),
    "a minimum of an unknown stage": Broken(
        CASES, 'minimum_stage = "re-evaluation"', 'minimum_stage = "screening"',
        "directions[0 cases].prizes[0 outstanding].minimum_stage", "minimum_stage",
        "no scoring stage is called “screening”.",
    ),
    "collected, but nowhere": Broken(
        LEADING, 'outcome = "collected"', 'outcome = "winner"',
        "directions[0 achievements].prizes[0 winner].also_collected", "also_collected = true",
        "no prize of this direction has the outcome “collected”.",
    ),
    "prizes that count an entry's wins differently": Broken(
        CONTEST, 'code = "first"\n', 'code = "first"\nwins_per_entry = 2\n',
        f"{PROJECTS}.prizes[1 first].wins_per_entry", "wins_per_entry = 2",
        "“grand” says 1: prizes of one outcome count together and must say the same.",
    ),
    "more tracks than there are": Broken(
        CONTEST, "max_tracks = 1", "max_tracks = 7", f"{PROJECTS}.max_tracks", "max_tracks = 7",
        "an entry may choose 7 tracks, but at most 2 are possible here.",
    ),
    "a quota for an unknown category": Broken(
        OUTSTANDING, "partner = 1", "observer = 1", "directions[1 enterprises].nomination.quotas.observer",
        "observer = 1", "“observer” is not a category of membership; "
        "known are council, senior, member, individual, partner, non_profit.",
    ),
    "a nomination by nobody": Broken(
        OUTSTANDING, 'proposers = ["members", "secretariat"]\n', "", "directions[0 individuals].nomination.proposers",
        "[directions.nomination]", "a nomination is needed, but nobody is named who may give it.",
    ),
    "steps that miss the end": Broken(
        LEADING, "weight = 35\nminimum = 0\nmaximum = 100\nstep = 1",
        "weight = 35\nminimum = 0\nmaximum = 100\nstep = 0.3",
        "directions[0 achievements].stages[1 first-review].rubric[0 originality].step", "step = 0.3",
        "steps of 0.3 do not lead from 0 to 100.",
    ),
    "criteria of different scales": Broken(
        LEADING, "weight = 25\nminimum = 0\nmaximum = 100", "weight = 25\nminimum = 0\nmaximum = 10",
        "directions[0 achievements].stages[1 first-review].rubric[1 rigour].maximum", "maximum = 10",
        "weights are shares of one scale: it must be 100, as in “originality”.",
    ),
    "a number finer than hundredths": Broken(
        CASES, "minimum_score = 75", "minimum_score = 75.125",
        "directions[0 cases].prizes[0 outstanding].minimum_score", "75.125", "75.125 has more than two decimals.",
    ),
    "more scores than judges": Broken(
        LEADING, "reads = 5", "reads = 3",
        "directions[0 achievements].stages[1 first-review].averaging.minimum_scores", "averaging = {",
        "5 scores are asked for, but only 3 judges score an entry.",
    ),
    "a quorum above all": Broken(
        LEADING, "quorum = [2, 3]", "quorum = [4, 3]",
        "directions[0 achievements].stages[2 final-meeting].ballot.quorum", "quorum = [4, 3]",
        "4 of 3 is more than all.",
    ),
    "a ballot ordered by an unknown stage": Broken(
        LEADING, 'order_then = "first-review"', 'order_then = "second-review"',
        "directions[0 achievements].stages[2 final-meeting].ballot.order_then", "order_then",
        "no scoring stage before this ballot is called “second-review”.",
    ),
    "a stage that leads nowhere": Broken(
        CONTEST, 'advance = { per = "track", places = 30 }\n', "", f"{PROJECTS}.stages[1 preliminary].advance",
        "[[directions.stages]]", "every stage says who goes on, except the last, which fills the prizes.",
    ),
    "more other conditions than are listed": Broken(
        CASES, "others_needed = 1", "others_needed = 4", "directions[0 cases].checklists[0 case].others_needed",
        "others_needed = 4", "4 of the other conditions are asked for, but only 3 are listed.",
    ),
    "a date by an unknown setting": Broken(
        ECOMMERCE, 'setting = "counts_2021"', 'setting = "counts_2020"',
        "directions[0 cases].form[5 in_practice_since].earliest_by.setting", "earliest_by",
        "no setting is called “counts_2020”.",
    ),
    "a notice of no days": Broken(
        CONTEST, 'of = "none"', 'of = "winners"', "notice.working_days", "working_days = 0",
        "a notice lasts at least one working day; where there is none, it is 0.",
    ),
    "a number prefix of another year": Broken(
        CONTEST, "STW-2024", "STW-2023", "number_prefix", "STW-2023", "it must end with the year, 2024.",
    ),
    "an example of nothing": Broken(
        CONTEST, '"directions.projects.form",', '"directions.projects.forms",', "examples[15]",
        "directions.projects.forms", "nothing in this rule-book stands at “directions.projects.forms”.",
    ),
    "one language only": Broken(
        CONTEST, 'name = { zh = "参赛项目", en = "Projects" }', 'name = { zh = "参赛项目" }',
        f"{PROJECTS}.name.en", 'name = { zh = "参赛项目" }', "this key is missing.",
    ),
    "an empty translation": Broken(
        CONTEST, 'name = { zh = "参赛项目", en = "Projects" }', 'name = { zh = "参赛项目", en = " " }',
        f"{PROJECTS}.name.en", 'en = " "', "this text is empty; both languages are needed.",
    ),
    "a key that nobody knows": Broken(
        CONTEST, "publish_scores = true", "publishes_scores = true", "publishes_scores", "publishes_scores",
        "no such key is known here; check its spelling.",
    ),
    "a word for a number": Broken(
        CONTEST, "panel_size = 7", 'panel_size = "seven"', f"{PROJECTS}.stages[3 final].panel_size", "seven",
        "must be a whole number; it is seven.",
    ),
    "a number for yes": Broken(
        CONTEST, "publish_scores = true", "publish_scores = 1", "publish_scores", "publish_scores = 1",
        "must be true or false; it is 1.",
    ),
    "a code with a space": Broken(
        CONTEST, 'code = "grand"', 'code = "Grand Prize"', f"{PROJECTS}.prizes[0 Grand Prize].code", "Grand Prize",
        "“Grand Prize” must be small letters, digits and hyphens, such as first-review.",
    ),
    "an unknown averaging": Broken(
        CONTEST, 'averaging = { method = "mean" }', 'averaging = { method = "median" }',
        f"{PROJECTS}.stages[1 preliminary].averaging.method", "median",
        "“median” is not possible here; possible are mean, trimmed.",
    ),
    "a file that is no TOML": Broken(
        CONTEST, "year = 2024", "year = ", "file", "year =",
        "the file cannot be read as TOML: Invalid value (at line 7, column 8).",
    ),
}  # fmt: skip
