"""Tables as people keep them, one file each in `tests/scoring/tables`: what each gives, or how it is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scoring import read
from scoring.data.errors import ScoringError
from scoring.data.table import ScoreTable

TABLES = Path(__file__).parents[1] / "tables"
TWO = "P1: ann 80, ben 90"
FOUR = "P1: ann 80, ben 90; P2: ann 70, ben 60"
WATER = "智能水表: 王岚 80, 李衡 90"


@dataclass(frozen=True)
class Case:
    """A table, what is stated about it, the scores it gives or what its refusal says, and what is understood."""

    file: str
    gives: str = ""
    refused: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()
    stated: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return "-".join((self.file, *map(str, self.stated)))


def gives(file: str, scores: str, *understood: str, **stated: Any) -> Case:
    return Case(file, scores, (), understood, stated)


def refused(file: str, *said: str, **stated: Any) -> Case:
    return Case(file, "", said, (), stated)


CASES = [
    gives("long.csv", FOUR, "4 scores of 2 entries by 2 judges", "judge = column A judge"),
    gives("long_with_weights.csv", "P1: ann 80*1, ben 90*0.5", "weight = column D weight"),
    gives(
        "long_other_case_and_words.csv", TWO, "judge = column A Reviewer Name", "entry = column B PAPER ID"
    ),
    gives(
        "long_chinese.csv",
        "智能水表: 王岚/创新性 80, 王岚/可行性 70, 李衡/创新性 90, 李衡/可行性 60",
        "criterion = column C 评分指标",
    ),
    gives(
        "long_not_scored.csv",
        "P1: 王岚 80; P2: 李衡 60",
        "6 rows not scored (1 回避, 1 blank, 1 弃权, 1 N/A, 1 -, 1 未评)",
        "judges without a single score: 周青, 吴桐",
    ),
    refused("long_not_scored.csv", "not read as it stands", "without a single score: 周青", strict=True),
    gives("long_full_width.csv", "P1: 王岚 80.5, 李衡 90", "'Ｐ１' was read as the same"),
    gives("long_thousands.csv", "P1: ann 1080, ben 1120.5", "with thousands apart: '1,080', '1,120.50'"),
    gives("long_thousands.csv", "P1: ann 1.08, ben 1120.5", decimal=",", values={"1,120.50": 1120.5}),
    refused(
        "long_percent.csv", "2 faults", "cell C2: '80%' is a share of a scale that is not stated", "cell C3"
    ),
    gives("long_percent.csv", "P1: ann 40, ben 45", "2 shares in % read as points", scale=(0, 50)),
    refused("long_percent.csv", "a scale that does not begin at 0", scale=(1, 5)),
    gives(
        "long_choices.csv", "P1: ann 4, ben 5; P2: ann 2, ben 3", "the number they begin with: '2. Reject'"
    ),
    gives("long_points_behind.csv", "P1: 王岚 80, 李衡 90"),
    refused("long_grades.csv", "no column has scores", "--value TEXT=POINTS"),
    gives("long_grades.csv", "P1: 王岚 90, 李衡 80", columns={"score": "等级"}, values={"优": 90, "良": 80}),
    gives("long_titles_above.csv", "P1: 王岚 80, 李衡 90", "headings in row 4"),
    gives("long_blank_rows.csv", TWO, "passed over: 1 blank row"),
    gives("long_headings_again.csv", TWO, "passed over: 1 row of headings once more"),
    gives(
        "long_number_and_name.csv",
        "A01: 王岚 80, 李衡 90; A02: 王岚 70",
        "entry = column B 项目编号",
        "not used: column C 项目名称",
    ),
    gives(
        "long_number_and_name.csv",
        "智能水表: 王岚 80, 李衡 90; 风光互补: 王岚 70",
        columns={"entry": "项目名称"},
    ),
    refused(
        "long_merged_labels.csv", "2 faults", "cell A3: the judge is missing beside a score", "--fill-down"
    ),
    gives("long_merged_labels.csv", FOUR, "2 labels taken from the cell above", fill_down=True),
    gives("long_row_names_of_r.csv", TWO, "judge = column B judge"),
    gives(
        "semicolons_and_decimal_commas.csv", "P1: ann 80.5, ben 90", "a semicolon", "decimals apart: '80,5'"
    ),
    gives("tabs.tsv", TWO, "cells separated by a tab"),
    gives("separator_stated_inside.csv", TWO, "headings in row 1"),
    gives("quoted_lines.csv", TWO, "not used: column D comment"),
    gives(
        "reviews.csv", "P1: ann/Idea 80, ann/Team 70, ben/Idea 90, ben/Team 60", "not used: column E Comment"
    ),
    gives("reviews.csv", "P1: ann/idea 80, ann/team 70, ben/idea 90, ben/team 60", criteria=("idea", "team")),
    refused("reviews.csv", "no single column is headed 'market', a criterion", criteria=("Idea", "market")),
    gives("reviews.csv", "P1: ann/Idea 80, ben/Idea 90", ignore=("Team", "E")),
    gives(
        "reviews_chinese_with_sums.csv",
        "智能水表: 王岚/创新性 80, 王岚/可行性 70, 李衡/创新性 90, 李衡/可行性 60",
        "not used: column A 序号, column F 总分, column G 备注",
    ),
    gives(
        "reviews_recused.csv",
        "P1: 王岚/创新性 80, 王岚/可行性 70, 李衡/创新性 90, 李衡/可行性 60",
        "2 cells not scored (2 回避)",
        "entries without a single score: P2",
    ),
    gives("reviews_only_totals.csv", "P1: 王岚 80, 李衡 90", "score = column C 总分"),
    gives(
        "reviews_criteria_in_brackets.csv",
        "P1: 王岚/创新性 80, 王岚/可行性 70, 李衡/创新性 90, 李衡/可行性 60",
        criteria=("创新性", "可行性"),
    ),
    refused(
        "criterion_left_out.csv",
        "cell D2: judge '王岚', entry 'P1': '可行性' is not scored",
        criteria=("创新性", "可行性"),
    ),
    gives("criterion_left_out.csv", "P1: 王岚/创新性 80, 李衡/创新性 90, 李衡/可行性 60", "1 blank"),
    gives(
        "judges_across.csv", "P1: 评委1 80, 评委2 90; P2: 评委1 70, 评委2 60", "columns B, C: 评委1, 评委2"
    ),
    refused("judges_across.csv", "one score for each judge and entry", criteria=("创新", "团队")),
    gives(
        "judges_across_with_sums.csv",
        "智能水表: 评委1 80, 评委2 90; 风光互补: 评委1 70, 评委2 60",
        "headings in row 2",
        "not used: column A 序号, column E 平均分, column F 名次",
        "passed over: 1 row of sums",
    ),
    gives(
        "judges_across_gaps.csv",
        "P1: Judge A 80, Judge B 90; P2: Judge A 70, Judge C 60",
        "2 cells not scored (1 blank, 1 recused)",
        "without any score: row 4 'P3'",
    ),
    refused(
        "judges_across_by_name.csv", "column B ann, column C ben may be judges or criteria", "--layout judges"
    ),
    gives("judges_across_by_name.csv", FOUR, layout="judges"),
    gives("judges_across_professors.csv", "P1: 王教授 80, 李教授 90"),
    refused("judges_across_corner.csv", "it is not said what stands in the rows", "--layout judges"),
    gives("judges_across_corner.csv", "P1: 王岚 80, 李衡 90; P2: 王岚 70, 李衡 60", layout="judges"),
    gives("big5.csv", "智慧水錶: 陳怡 80, 林宏 90", encoding="big5"),
    gives("judges_across_corner.csv", "王岚: P1 80, P2 70; 李衡: P1 90, P2 60", layout="entries"),
    gives(
        "judges_across_by_criterion.csv",
        "P1: 评委1/创新性 80, 评委2/创新性 90, 评委1/可行性 70, 评委2/可行性 60",
    ),
    gives(
        "judges_over_criteria.csv", "P1: 评委1/创新性 80, 评委1/可行性 70, 评委2/创新性 90, 评委2/可行性 60"
    ),
    gives(
        "criteria_over_judges.csv", "P1: 评委1/创新性 80, 评委2/创新性 90, 评委1/可行性 70, 评委2/可行性 60"
    ),
    gives(
        "judges_under_one_title.csv", "P1: 王岚 80, 李衡 90; P2: 王岚 70, 李衡 60", "not used: column D 平均"
    ),
    refused("names_over_names.csv", "ann, ben stand over idea, team", "--layout judges+criteria"),
    gives(
        "names_over_names.csv",
        "P1: ann/idea 80, ann/team 70, ben/idea 90, ben/team 60",
        layout="judges+criteria",
    ),
    gives(
        "names_over_names.csv",
        "P1: ann/idea 80, ann/team 70, ben/idea 90, ben/team 60",
        criteria=("idea", "team"),
    ),
    gives("entries_across.csv", "作品1: 王岚 80, 李衡 90; 作品2: 王岚 70, 李衡 60"),
    refused("entries_across_by_name.csv", "column B Water, column C Wind may be entries", "--layout entries"),
    gives("entries_across_by_name.csv", "Water: ann 80, ben 90; Wind: ann 70, ben 60", layout="entries"),
    gives(
        "entries_over_criteria.csv",
        "项目A: 王岚/创新性 80, 王岚/可行性 70; 项目B: 王岚/创新性 75, 王岚/可行性 65",
    ),
    refused(
        "two_scores.csv",
        "column C 分数 and column D 得分 may both be meant",
        "--column score=C",
        "--ignore D",
    ),
    gives("two_scores.csv", "P1: 王岚 8", columns={"score": "D"}),
    refused(
        "score_or_criteria.csv", "may be the score, or be made up of", "--layout long", "--layout reviews"
    ),
    gives("score_or_criteria.csv", "P1: 王岚 75, 李衡 75", layout="long"),
    refused("same_heading_twice.csv", "column C score and column D score"),
    refused("same_judge_twice.csv", "columns B and C are both headed '评委1'"),
    refused("no_judge.csv", "no column names the judge; the headings are entry, score"),
    refused("no_headings.csv", "no row with headings such as judge (评委)", "row 1 has ['ann', 'P1', '80']"),
    refused(
        "numbers_and_words.csv",
        "5 faults",
        "cell C2: '8o' is no score",
        "cell A4: the judge is missing",
        "cell C5: 'seven' is no score",
        "cell B6: the entry is missing",
    ),
    refused("finer_than_hundredths.csv", "cell C2: the score 80.125 is finer than 1/100"),
    refused(
        "off_the_scale.csv",
        "2 faults",
        "cell C3: judge 'ben', entry 'P1': the score 101 lies off the scale 0 to 100",
        "cell C4: judge 'cleo', entry 'P1': the score 7.25 is off the step",
        scale=(0, 100, 0.5),
    ),
    refused(
        "comma_of_what.csv",
        "cell C2: the comma of '1,080' may stand before decimals or thousands",
        "--decimal",
    ),
    gives("comma_of_what.csv", "P1: ann 1.08, ben 1.12", decimal=","),
    gives("comma_of_what.csv", "P1: ann 1080, ben 1120", decimal="."),
    refused("commas_and_points.csv", "cell C2: the comma of '8,5'"),
    refused("slipped_cells.csv", "cell C3: 'extra' is no score", "cell D3: '90' stands under no heading"),
    refused("open_quote.csv", "a quotation mark in line 2 or after is never closed"),
    refused("empty.csv", "it is empty"),
    refused("only_headings.csv", "there are no scores"),
    refused("two_names_one_number.csv", "column B 项目编号 and column C 项目名称 may both be meant"),
    refused(
        "weights_of_criteria.csv", "cell D3", "the weight differs within the sheet", "weights of criteria"
    ),
    gives(
        "weights_of_criteria.csv",
        "P1: ann/idea 80, ann/team 70",
        "not used: column E weight",
        ignore=("weight",),
    ),
    gives("gb_18030.csv", WATER, "note: encoding GB 18030, guessed"),
    refused("gb_18030.csv", "encoding GB 18030, guessed", strict=True),
    gives("gb_18030.csv", WATER, "encoding gb18030", strict=True, encoding="gb18030"),
    gives("utf_8_with_mark.csv", WATER),
    gives("utf_16_of_a_spreadsheet.txt", WATER, "encoding UTF-16", "a tab"),
    gives("utf_16_without_mark.csv", WATER, "encoding UTF-16, guessed"),
    refused("big5.csv", "in no encoding that can be told"),
    gives(
        "big5.csv",
        "智慧水錶: 陳怡 80, 林宏 90",
        encoding="big5",
        columns={"judge": "評委", "entry": "項目", "score": "C"},
    ),
    refused("windows_1252.csv", "in no encoding that can be told", "--encoding"),
    gives("windows_1252.csv", "P1: José 80, Zoë 90", encoding="windows-1252"),
    refused("windows_1252.csv", "is not in ascii: it breaks off at byte 21, line 2", encoding="ascii"),
    refused("windows_1252.csv", "there is no encoding 'klingon'", encoding="klingon"),
    gives(
        "hotcrp_reviews.csv",
        "1: ann@people.example/Overall merit 4, ann@people.example/Reviewer expertise 3, "
        "ben@people.example/Overall merit 3, ben@people.example/Reviewer expertise 2; 2: ann@people.example/Overall merit 5",
        "judge = column E email",
        "1 cell not scored (1 blank)",
        source="hotcrp",
    ),
    gives(
        "hotcrp_reviews.csv",
        "1: ann@people.example 4, ben@people.example 3; 2: ann@people.example 5",
        source="hotcrp",
        layout="long",
        columns={"score": "Overall merit"},
    ),
    gives(
        "pretalx_reviews.csv",
        "AB12CD: ann@people.example/Relevance 4, ann@people.example/Delivery 3, "
        "ben@people.example/Relevance 2, ben@people.example/Delivery 2",
        "not used: column A Score",
        source="pretalx",
    ),
    gives("pretalx_one_category.csv", "AB12CD: Ann Vale 3.5", "1 row not scored (1 blank)", source="pretalx"),
    refused(
        "long.csv", "is no review export of pretalx: row 1 has no heading Reviewer email", source="pretalx"
    ),
    refused("answers_of_a_form.csv", "it is not said what stands in the rows", "--column judge=A"),
    gives(
        "answers_of_a_form.csv",
        "Solar kite: Mara/Presentation 5, Mara/How innovative is it? 4, Jon/Presentation 4, Jon/How innovative is it? 3",
        "not used: column A Timestamp, column F Any comments?",
        columns={"judge": "Your name", "entry": "C"},
        criteria=("Presentation", "How innovative is it?"),
    ),
    gives("plain_text_with_bars.txt", TWO, "a bar", "passed over: 1 row of strokes"),
    gives(
        "signed_below.csv",
        "智慧农场: 赵 88, 钱 92, 孙 85; 城市大脑: 赵 91, 钱 87",
        "1 cell not scored (1 回避)",
        "without any score: row 5 '注:回避的专家不计分', row 6 '组长签字:'",
    ),
    refused("shares_of_ten.csv", "cell C2: '8/10' is a share of a scale that is not stated"),
    gives("shares_of_ten.csv", "Kite: ann/stars 8, ben/stars 7", scale=(0, 10)),
    gives(
        "rounds_and_totals.csv",
        "Owls: ann/Content 30, ann/Style 28, ben/Content 31, ben/Style 30",
        "not used: column A Round, column F Total",
    ),
    refused("films_across.csv", "column C Ana, column D Bruno may be judges or criteria"),
    gives(
        "films_across.csv", "Tide: Ana 8, Bruno 7; Ember: Bruno 9", "entry = column B Film", layout="judges"
    ),
    refused("one_entry_by_criterion.csv", "no column names the entry"),
    refused("ranks_are_no_scores.csv", "no column has scores"),
    gives(
        "extremes_left_out.csv",
        "01: 评委A 9.1, 评委B 9.3, 评委C 8.7",
        "column F 去掉最高分, column G 去掉最低分",
    ),
    refused("tasters_across.csv", "cell C2: 'NR' is no score", "--not-scored TEXT"),
    gives(
        "tasters_across.csv",
        "Riesling: Taster 1 88; Malbec: Taster 1 85, Taster 2 84",
        "1 NR",
        not_scored=("nr",),
    ),
    refused("votes_beside_judges.csv", "column D 网络投票 is headed otherwise than the judges", "--ignore D"),
    gives("votes_beside_judges.csv", "P1: 评委1 80, 评委2 90; P2: 评委1 70, 评委2 60", ignore=("网络投票",)),
    refused("criteria_under_one_title.csv", "may be judges or criteria"),
    refused("experts_on_criteria.csv", "may be judges or criteria"),
    refused("how_many_judges.csv", "no column names the judge"),
    refused("rounds_across.csv", "may be judges or criteria"),
    refused("questions_across.csv", "may be entries or criteria"),
    gives("codes_across.csv", "A-012: ann 80, ben 90; A-013: ann 70, ben 60"),
    refused("means_of_groups.csv", "may be judges or criteria"),
    refused("web_page.csv", "is a web page, not what its name says"),
    refused("pdf.csv", "is a PDF, not what its name says"),
    refused("zip.csv", "is a spreadsheet (XLSX) or another ZIP archive"),
    refused("name_of_a_spreadsheet.xlsx", "not what its name says; save the table as XLSX"),
]


def shown(table: ScoreTable) -> str:
    """The scores by entry, as the cases have them."""
    found: dict[str, list[str]] = {}
    for row in range(len(table)):
        judge, entry, criterion = table.labels_at(row)
        of = "" if criterion == "score" else f"/{criterion}"
        weight = "" if table.weight is None else f"*{table.weight[row] / 10_000:g}"
        found.setdefault(entry, []).append(f"{judge}{of} {table.score[row] / 100:g}{weight}")
    return "; ".join(f"{entry}: {', '.join(scores)}" for entry, scores in found.items())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_table_gives_its_scores_or_is_refused(case: Case) -> None:
    if case.refused:
        with pytest.raises(ScoringError) as caught:
            read(TABLES / case.file, **case.stated)
        said = str(caught.value)
        assert case.file in said and all(part in said for part in case.refused), said
        return
    table = read(TABLES / case.file, **case.stated)
    assert set(shown(table).split("; ")) == set(case.gives.split("; ")), shown(table)
    assert all(part in str(table.understood) for part in case.understood), str(table.understood)


def test_every_table_is_tried() -> None:
    assert {case.file for case in CASES} == {path.name for path in TABLES.iterdir()}
    assert len(CASES) > 90
