"""Surnames that are read otherwise than the same characters in other words, and those of two characters."""

from __future__ import annotations

OF_ONE = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
    "翟": "zhai", "缪": "miao", "秘": "bi", "折": "she", "种": "chong", "乐": "yue", "员": "yun", "黑": "he",
    "繁": "po", "召": "shao", "洗": "xian", "冼": "xian", "能": "nai", "句": "gou", "祭": "zhai", "乜": "nie",
    "逄": "pang", "訾": "zi", "隗": "wei", "郇": "xun", "钭": "tou", "呙": "guo", "那": "na", "长": "chang",
    "尉": "wei", "万": "wan", "谌": "chen", "晁": "chao", "覃": "qin", "撒": "sa", "幺": "yao", "眭": "sui",
}  # fmt: skip

OF_TWO = {
    "欧阳": "ou yang", "太史": "tai shi", "端木": "duan mu", "上官": "shang guan", "司马": "si ma",
    "东方": "dong fang", "独孤": "du gu", "南宫": "nan gong", "万俟": "mo qi", "闻人": "wen ren",
    "夏侯": "xia hou", "诸葛": "zhu ge", "尉迟": "yu chi", "公羊": "gong yang", "赫连": "he lian",
    "澹台": "tan tai", "皇甫": "huang fu", "宗政": "zong zheng", "濮阳": "pu yang", "公冶": "gong ye",
    "太叔": "tai shu", "申屠": "shen tu", "公孙": "gong sun", "慕容": "mu rong", "仲孙": "zhong sun",
    "钟离": "zhong li", "长孙": "zhang sun", "宇文": "yu wen", "司徒": "si tu", "鲜于": "xian yu",
    "司空": "si kong", "闾丘": "lv qiu", "子车": "zi ju", "亓官": "qi guan", "司寇": "si kou",
    "巫马": "wu ma", "公西": "gong xi", "颛孙": "zhuan sun", "壤驷": "rang si", "公良": "gong liang",
    "漆雕": "qi diao", "乐正": "yue zheng", "宰父": "zai fu", "谷梁": "gu liang", "拓跋": "tuo ba",
    "夹谷": "jia gu", "轩辕": "xuan yuan", "令狐": "ling hu", "段干": "duan gan", "百里": "bai li",
    "呼延": "hu yan", "东郭": "dong guo", "南门": "nan men", "羊舌": "yang she", "微生": "wei sheng",
    "梁丘": "liang qiu", "左丘": "zuo qiu", "西门": "xi men", "第五": "di wu", "南荣": "nan rong",
    "东里": "dong li", "达奚": "da xi", "褚师": "chu shi", "纳兰": "na lan", "单于": "chan yu",
    "完颜": "wan yan", "叶赫": "ye he", "淳于": "chun yu", "贺兰": "he lan", "呼衍": "hu yan",
}  # fmt: skip
