"""What forms of the demonstration say, field by field: each sentence in both languages, out of the same facts.

The key is the field's code without its language; `{…}` are facts of the entry. What is missing here says `DEFAULT`.
"""

from __future__ import annotations

from collections.abc import Mapping

Sentences = tuple[tuple[str, str], ...]

TITLE = ("本项目为“{title_zh}”。", "The project is “{title_en}”.")
CORE = ("核心技术采用{method_zh}。", "The core of its technology: {method_en}.")
TRIAL = (
    "目前已在{sites}个地点试用，处理时间缩短{share}%。",
    "In trial use at {sites} sites, it has cut the time needed by {share} per cent.",
)
FASTER = (
    "与原有做法相比，处理时间缩短{share}%。",
    "Compared with the former practice, it needs {share} per cent less time.",
)
CHECKED = (
    "成果由第三方复核，数据和方法对合作方公开。",
    "The results were checked by a third party; data and methods are open to partners.",
)
NEXT = (
    "下一步将扩大使用范围，并公布评测结果。",
    "Next it will be used more widely, with published evaluations.",
)

DEFAULT: Sentences = (TITLE, CORE, TRIAL, CHECKED, NEXT)

OF_A_FIRM: Sentences = (
    (
        "{organisation_zh}成立于{founded_on:.4}年，现有员工{employees}人。",
        "{organisation_en} was founded in {founded_on:.4} and has a staff of {employees}.",
    ),
    CORE,
    TRIAL,
    NEXT,
)
"""The summary where it is the firm that is summed up."""

SENTENCES: Mapping[str, Sentences] = {
    "achievement": (
        (
            "成果以{method_zh}为核心，从数据采集到结果核对均可复现。",
            "The achievement builds on {method_en}; every step, from data to checked results, can be repeated.",
        ),
        FASTER,
        CHECKED,
    ),
    "impact": (
        TRIAL,
        (
            "使用单位反馈良好，经验已整理成公开文档。",
            "Users report good results, and what was learned is written up in public.",
        ),
        NEXT,
    ),
    "effect": (
        TRIAL,
        ("其他单位可按公开的文档照做。", "Others can follow the published description."),
        NEXT,
    ),
    "practice": (
        (
            "做法是先在少数地点试点，再逐步扩大到{sites}个地点。",
            "It began at a few sites and was extended step by step to {sites}.",
        ),
        CORE,
        CHECKED,
    ),
    "contribution": (
        (
            "主要贡献是把{method_zh}用于实际工作。",
            "The main contribution is to bring {method_en} into daily work.",
        ),
        TRIAL,
        CHECKED,
        NEXT,
    ),
    "work": (
        (
            "近年主要从事{method_zh}的研究和推广。",
            "The work of recent years is research on {method_en}, and its transfer into practice.",
        ),
        TRIAL,
        CHECKED,
    ),
    "plan": (
        (
            "愿与各国同行交流试用中的经验和教训。",
            "To share with colleagues abroad what the trials have taught, failures included.",
        ),
        NEXT,
    ),
    "biography": (
        ("长期从事{method_zh}方面的研究。", "A researcher in {method_en} for many years."),
        (
            "现主持“{title_zh}”，已在{sites}个地点试用。",
            "Now leads “{title_en}”, in trial use at {sites} sites.",
        ),
    ),
    "innovation": (
        ("创新之处在于把{method_zh}做到现场可用。", "What is new is the use of {method_en} on site."),
        FASTER,
        CHECKED,
    ),
    "market": (
        TRIAL,
        (
            "用户主要是公共机构和中小企业，按年付费。",
            "Customers are public bodies and small firms, who pay by the year.",
        ),
        NEXT,
    ),
    "scene": (
        (
            "可提供{sites}个试用地点中的一处，供参赛团队验证方案。",
            "One of the {sites} trial sites is open to other teams for their tests.",
        ),
        ("数据在本地处理，不离开现场。", "Data are worked on locally and do not leave the site."),
    ),
    "partners": (("{partner_zh}", "{partner_en}"),),
    "partnership": (
        (
            "双方分别负责技术研发和现场试用，缺一不可。",
            "One side develops, the other runs the trials; neither could do it alone.",
        ),
        ("试用地点共{sites}个，由双方共同选定。", "The {sites} trial sites were chosen together."),
    ),
}
