"""What the headings of a table are called, in English and in Chinese, in any case."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from scoring.data.labels import clean

Role = Literal["judge", "entry", "criterion", "score", "weight"]
ROLES: tuple[Role, ...] = get_args(Role)

NAMES: Mapping[Role, str] = {
    "judge": "judge reviewer referee juror rater evaluator assessor examiner marker expert scorer "
    "panelist panellist taster critic "
    "评委 评审 评审员 评审专家 评审人 评审老师 评审委员 专家 专家评委 裁判 裁判员 "
    "打分人 评分人 评分员 评分专家 评阅人 考官",
    "entry": "entry project submission contestant candidate participant applicant proposal application "
    "nominee contender "
    "项目 作品 参赛项目 参赛作品 参评项目 申报项目 选手 参赛选手 参赛者 队伍 参赛队 参赛队伍 代表队 候选人 申报人 "
    "申报单位 参赛单位 论文 课题 节目 案例",
    "criterion": "criterion criteria indicator dimension rubric aspect 指标 评分指标 评价指标 评审指标 评分项 评分项目 "
    "评审项 评分标准 评价标准 标准 维度 评分维度 评价维度 打分项",
    "score": "score points mark marks rating grade value 分数 得分 评分 打分 分值 成绩 分",
    "weight": "weight 权重",
}
NUMBERED = "id no nr number code key num # 编号 号 序号 号码 代码 代号"
NAMED = "name title fullname 姓名 名称 名 名字 标题 题目"
DERIVED = (
    "total sum average avg mean median rank ranking place position final finalscore totalscore meanscore averagescore "
    "subtotal grandtotal max min maximum minimum highest lowest stdev variance "
    "总分 合计 总计 小计 平均 平均分 平均值 均分 总成绩 最终得分 最后得分 最终成绩 加权分 加权得分 总评分 总得分 "
    "排名 名次 排序 最高分 最低分 最高 最低 中位数 标准差 去极值平均分"
)
"""What is worked out from scores and is no score of a judge."""
DERIVED_LIKE = re.compile(
    r"(?:去掉|去除|扣除).*(?:最高|最低).*|.*(?:平均分|平均值|均分|总分|总成绩|合计|排名|名次)"
    r"|(?:最终|最后|综合)(?:得分|成绩|分数|评分)"
    r"|(?:final|total|average|avg|mean|median|weighted|sum)(?:ofthe|of)?(?:score|point|mark|grade|result)s?"
)
TOTAL_LIKE = re.compile(
    "总|合计|平均|均分|得分|成绩|综合|加权|total|sum|average|avg|mean|score|point|mark|grade"
)
APART = (
    "# no nr index row timestamp time date year round session age phone "
    "序号 序 行号 时间 日期 年份 提交时间 填表时间 轮次 场次 年龄 电话 手机"
)
"""Numbers that are no scores either."""
MORE = {
    "entry": "参赛号 项目号 作品号 队名 队号 选手号",
    "judge": "评委号",
}

COUNT = r"(?:[0-9]+[a-z]?|[a-z]|[一二三四五六七八九十甲乙丙丁戊]+)"
JUDGE_WORDS = "judge|reviewer|referee|juror|rater|expert|examiner|evaluator|scorer|taster|panelist|critic"
ENTRY_WORDS = "entry|project|submission|paper|team|contestant|candidate|proposal"
JUDGE_LIKE = re.compile(
    rf"(?:{JUDGE_WORDS})[\s_.#:-]*[0-9]+[a-z]?|(?:{JUDGE_WORDS})[\s_.#:-]+[a-z]"
    rf"|(?:评委|评审|裁判|考官|专家|评审专家)[\s_.#:-]*{COUNT}|j[\s_.#-]*[0-9]+"
)
"""Headings that are judges beyond doubt: `评委1`, `Judge A`, `J3`."""
JUDGE_NAMED = re.compile(
    rf"(?:{JUDGE_WORDS})[\s_.#:-]+\w+|(?:评委|评审|裁判|考官|专家)(?!专家?[评打得]|[评打]分|得分|分数|成绩|意见|评语|人数|数|组|指标).+|.+(?:评委|专家|老师|教授|裁判)"
)
"""Headings that name a judge where scores stand below: `王老师`, `评委张三`."""
ENTRY_LIKE = re.compile(
    rf"(?:{ENTRY_WORDS})[\s_.#:-]*[0-9]+[a-z]?|(?:{ENTRY_WORDS})[\s_.#:-]+[a-z]"
    rf"|(?:项目|作品|选手|队伍|参赛队|参赛作品|候选人|方案)[\s_.#:-]*{COUNT}|第?[0-9]+[号组队]|[a-z]{{0,3}}[\s_.#-]*[0-9]{{2,}}"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤"
)
PERSON_LIKE = re.compile(rf"[{SURNAMES}]\w{{0,3}}")
"""Headings that may be a person's name, below one that says that judges scored."""
CRITERION_LIKE = re.compile(
    rf"(?:criterion|indicator|question|指标|评分项)[\s_.#:-]*{COUNT}|[cq][\s_.#-]*[0-9]+"
)


SOMETIMES = (
    "team",
    "teams",
    "paper",
    "papers",
    "work",
    "works",
    "product",
    "item",
    "film",
    "films",
    "song",
    "abstract",
    "poster",
    "case",
    "cases",
    "wine",
    "startup",
    "startups",
    "story",
    "方案",
    "产品",
    "成果",
    "影片",
    "歌曲",
    "案例名",
    "企业",
)
"""Things that are entries where nothing else is, since they may as well be criteria."""
CHINESE: Mapping[Role, str] = {
    "judge": "评委",
    "entry": "项目",
    "criterion": "指标",
    "score": "分数",
    "weight": "权重",
}


SIMPLIFIED = str.maketrans(
    "評審項參賽選隊標數權專號編總計績題單間課節產報價維員閱觀",
    "评审项参赛选队标数权专号编总计绩题单间课节产报价维员阅观",
)
"""Traditional characters of the words above."""


def plain(heading: str) -> str:
    """A heading as it is compared: without case, spaces and strokes, and what stands in brackets."""
    bare = re.sub(r"[(\[【（][^)\]】）]*[)\]】）]", "", clean(heading).casefold().translate(SIMPLIFIED))
    return re.sub(r"[\s_:：*.\-]+", "", bare or clean(heading).casefold())


def _known() -> dict[str, tuple[Role, str]]:
    """Every heading that is known, its role, and whether it says the thing, its number or its name."""
    found: dict[str, tuple[Role, str]] = {}
    for role, words in NAMES.items():
        for word in words.split():
            found[word] = role, "thing"
            if word.isascii() and role not in ("judge", "entry"):  # `judges` may be how many there were
                found[word + "s"] = role, "thing"
            if role in ("judge", "entry"):
                found |= {word + ending: (role, "number") for ending in NUMBERED.split()}
                found |= {word + ending: (role, "name") for ending in NAMED.split()}
    for kind, endings in (("number", NUMBERED), ("name", NAMED)):
        found |= {word + ending: ("entry", kind) for word in SOMETIMES for ending in endings.split()}
    found |= dict.fromkeys(MORE["entry"].split(), ("entry", "number"))
    return found | dict.fromkeys(MORE["judge"].split(), ("judge", "number"))


KNOWN = _known()
WEAK = (
    dict.fromkeys(("编号", "id", "code", "号码", "number"), "number")
    | dict.fromkeys(NAMED.split(), "name")
    | dict.fromkeys(SOMETIMES, "thing")
)
"""Headings that name an entry where nothing else does."""
SUMS = frozenset(DERIVED.split())
NO_SCORES = frozenset(APART.split())


def role_of(heading: str) -> tuple[Role, str] | None:
    return KNOWN.get(plain(heading))


def roles_in(row: Sequence[str]) -> set[Role]:
    """The roles that the cells of a row are headings of."""
    return {found[0] for cell in row if cell and len(cell) < 40 and (found := role_of(cell)) is not None}


def is_derived(heading: str) -> bool:
    word = plain(heading)
    return word in SUMS or DERIVED_LIKE.fullmatch(word) is not None


def is_total(heading: str) -> bool:
    """Whether a derived heading is that of a total or mean, which may stand for the score: no rank, no extreme."""
    return is_derived(heading) and TOTAL_LIKE.search(plain(heading)) is not None


def is_like(heading: str, *patterns: re.Pattern[str]) -> bool:
    """Whether a heading is such as one of the patterns has, `评委1` or `Judge A`."""
    return any(pattern.fullmatch(clean(heading).casefold().translate(SIMPLIFIED)) for pattern in patterns)
