"""Words of the demonstration. Every name is invented from signs that firms and families hardly use together."""

from __future__ import annotations

FIRST = (("岚砚", "Lanyan"), ("澄岫", "Chengxiu"), ("霁棠", "Jitang"), ("砺舟", "Lizhou"), ("泠川", "Lingchuan"),
         ("栎原", "Liyuan"), ("溯桥", "Suqiao"), ("朔弦", "Shuoxian"), ("檀溪", "Tanxi"), ("屿禾", "Yuhe"),
         ("昀岭", "Yunling"), ("湛墨", "Zhanmo"), ("葳林", "Weilin"), ("汐桐", "Xitong"), ("翊帆", "Yifan"),
         ("璟阡", "Jingqian"), ("沅笙", "Yuansheng"), ("钧陌", "Junmo"), ("漪槿", "Yijin"), ("峤云", "Qiaoyun"))  # fmt: skip
SECOND = (("青", "qing"), ("望", "wang"), ("辰", "chen"), ("序", "xu"), ("衡", "heng"), ("遥", "yao"), ("朗", "lang"),
          ("拓", "tuo"), ("微", "wei"), ("曜", "yao"), ("纬", "wei"), ("启", "qi"), ("弧", "hu"), ("源", "yuan"))  # fmt: skip
BUSINESS = (("智能科技", "Intelligent Technology"), ("数据技术", "Data Technology"), ("光电研究院", "Photonics Institute"),
            ("生物信息", "Bioinformatics"), ("工业软件", "Industrial Software"), ("网络科技", "Network Technology"),
            ("数字文化", "Digital Culture"), ("精密制造", "Precision Manufacturing"), ("能源互联", "Energy Networks"),
            ("感知技术", "Sensing Technology"))  # fmt: skip
FORMS = (("有限公司", "Co., Ltd."), ("股份有限公司", "Corp."), ("集团", "Group"))

ABROAD_FIRST = ("Velmor", "Quintar", "Norvaal", "Tesselan", "Brenwick", "Orlanth", "Zephra", "Caldene", "Miravel",
                "Thornby", "Ostrava Bay", "Kellund", "Fennimar", "Solvane", "Ardencourt", "Halvest", "Junivar",
                "Pelorin", "Wexmoor", "Ysandre")  # fmt: skip
ABROAD_SECOND = ("Dynamics", "Systems", "Analytics", "Robotics", "Health", "Photonics", "Mobility", "Networks",
                 "Materials", "Learning", "Studios", "Grid")  # fmt: skip
ABROAD_FORMS = ("Ltd", "Inc.", "GmbH", "SA", "BV", "Pte. Ltd.", "Institute")

SURNAMES = (("林", "Lin"), ("陆", "Lu"), ("顾", "Gu"), ("沈", "Shen"), ("程", "Cheng"), ("苏", "Su"), ("江", "Jiang"),
            ("叶", "Ye"), ("秦", "Qin"), ("傅", "Fu"), ("温", "Wen"), ("骆", "Luo"), ("闻", "Wen"), ("虞", "Yu"),
            ("谈", "Tan"), ("晏", "Yan"), ("蒲", "Pu"), ("莫", "Mo"))  # fmt: skip
GIVEN = (("砚舟", "Yanzhou"), ("清越", "Qingyue"), ("知澜", "Zhilan"), ("望舒", "Wangshu"), ("景珩", "Jingheng"),
         ("若岫", "Ruoxiu"), ("衍青", "Yanqing"), ("书蘅", "Shuheng"), ("既白", "Jibai"), ("听澍", "Tingshu"),
         ("怀瑾", "Huaijin"), ("云帆", "Yunfan"), ("星遥", "Xingyao"), ("牧原", "Muyuan"), ("予安", "Yuan"),
         ("亦南", "Yinan"), ("千禾", "Qianhe"), ("存之", "Cunzhi"))  # fmt: skip
ABROAD_GIVEN = ("Alva", "Bastien", "Corin", "Dafne", "Elio", "Farid", "Greta", "Hiro", "Ines", "Joren", "Kamila",
                "Leif", "Mirela", "Nadia", "Oskar", "Priya", "Rafiq", "Selma", "Tomas", "Yuna")  # fmt: skip
ABROAD_SURNAMES = ("Averell", "Brandt-Osei", "Castellan", "Dorvik", "Eskander", "Faldane", "Grieve", "Haldorsen",
                   "Imsara", "Jendrik", "Kostova", "Larrabeiti", "Montclair", "Nakadai", "Okonta", "Pellerin",
                   "Quast", "Rahmani", "Sundvall", "Tavares")  # fmt: skip

REGIONS = ("CN", "US", "GB", "DE", "FR", "JP", "KR", "SG", "HK", "AE", "IN", "CA", "AU", "MY", "TH", "IT", "NL", "ES",
           "BR", "CH", "ID", "VN", "SA", "ZA", "MO", "EG", "KZ")  # fmt: skip

# A telephone number without its last two digits. Where a country keeps numbers free for fiction, one of those; elsewhere
# a subscriber whose number begins with zeros, which nobody has.
PHONES = {"CN": "+86 0000 01", "US": "+1 202 555 01", "GB": "+44 20 7946 01", "DE": "+49 30 23125 1",
          "FR": "+33 1 99 00 01 ", "JP": "+81 0000 01", "KR": "+82 0000 01", "SG": "+65 0000 01", "HK": "+852 0000 01",
          "AE": "+971 0000 01", "IN": "+91 0000 01", "CA": "+1 613 555 01", "AU": "+61 2 5550 01", "MY": "+60 0000 01",
          "TH": "+66 0000 01", "IT": "+39 0000 01", "NL": "+31 0000 01", "ES": "+34 0000 01", "BR": "+55 0000 01",
          "CH": "+41 0000 01", "ID": "+62 0000 01", "VN": "+84 0000 01", "SA": "+966 0000 01", "ZA": "+27 0000 01",
          "MO": "+853 0000 01", "EG": "+20 0000 01", "KZ": "+7 0000 01"}  # fmt: skip
HONOURS = (("产业创新奖", "Prize for Innovation in Industry"), ("开放数据奖", "Open Data Prize"),
           ("公共服务奖", "Prize for Public Service"), ("绿色技术奖", "Green Technology Prize"),
           ("青年企业奖", "Young Enterprise Prize"))  # fmt: skip

METHODS = (("多模态感知", "multimodal sensing"), ("联邦学习", "federated learning"), ("轻量化大模型", "compact language models"),
           ("数字孪生", "digital twins"), ("边缘计算", "edge computing"), ("可信隐私计算", "verifiable private computing"),
           ("自适应控制", "adaptive control"), ("知识图谱", "knowledge graphs"), ("毫米波成像", "millimetre-wave imaging"),
           ("光子互连", "photonic interconnects"), ("端云协同", "device and cloud cooperation"),
           ("因果推断", "causal inference"))  # fmt: skip
AIMS = (("城市路口协同通行系统", "cooperative city crossings"), ("基层影像辅助诊断平台", "imaging support for local clinics"),
        ("柔性产线调度系统", "scheduling for flexible production lines"), ("古籍数字修复平台", "digital restoration of old books"),
        ("冷链温控网络", "a cold-chain temperature network"), ("电网负荷预测平台", "load forecasting for power grids"),
        ("非遗沉浸式展陈", "immersive displays of living heritage"), ("桥梁健康监测系统", "health monitoring of bridges"),
        ("跨语言教学助手", "a teaching assistant across languages"), ("港口自动驾驶车队", "driverless fleets for ports"),
        ("慢病随访管理平台", "follow-up care for chronic illness"), ("水质在线监测网", "online monitoring of water quality"),
        ("芯片缺陷检测装备", "inspection of chip defects"), ("农田墒情感知网", "soil moisture sensing for farmland"),
        ("公共算力调度平台", "sharing public computing power"), ("文博导览数字人", "digital guides for museums"))  # fmt: skip
CONTEXTS = (("面向山区", "for mountain regions"), ("面向中小企业", "for small firms"), ("面向老龄社区", "for ageing communities"),
            ("面向制造园区", "for industrial parks"), ("面向沿海城市", "for coastal cities"), ("面向边远学校", "for remote schools"),
            ("面向公共服务", "for public services"), ("面向绿色低碳", "for lower emissions"))  # fmt: skip

WHY_NOTICE = "公示获奖名单五个工作日，便于社会监督。 / The list of winners stands for five working days, for everybody to check."
