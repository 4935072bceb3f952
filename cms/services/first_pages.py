"""The words of the first pages. Figures are those of the city's report for 2013; the sentences are this site's."""

import json

HOME = {
    "slug": "home",
    "title": "首页",
    "title_en": "Home",
    "slogan": "登记清楚，公示明白，发放到位",
    "slogan_en": "Registered, published, paid",
    "intro": "这里公开妇女儿童帮扶项目的申请条件、公示名单和资金去向，欢迎查阅，欢迎监督。",
    "intro_en": (
        "Who qualifies, who was approved and where the money went: the programs for women and children of this city, "
        "open to reading and to question."
    ),
}

OFFICE = {"name_zh": "宣城市妇女联合会", "name_en": "Xuancheng Women's Federation", "hotline": "12338"}

SECTIONS = [
    {"slug": "grassroots", "title": "基层妇情", "title_en": "From the grassroots",
     "intro": "县市区、乡镇街道和村（社区）妇联的工作与身边人的故事。",
     "intro_en": "What the federations of counties, townships and villages are doing."},
    {"slug": "news", "title": "工作动态", "title_en": "Our work",
     "intro": "市妇联和维权联席会议各成员单位的近期工作。",
     "intro_en": "Recent work of the federation and of its partners in the joint meeting."},
    {"slug": "notices", "title": "通知公告", "title_en": "Notices",
     "intro": "申报通知、活动安排和需要公众知晓的事项。",
     "intro_en": "Calls for applications, dates, and what the public should know."},
    {"slug": "open", "title": "信息公开", "title_en": "Disclosure",
     "intro": "年度数据、资金和项目执行情况。公示名单和发放公开另有专栏。",
     "intro_en": "Yearly figures, funds and how programs were carried out. Lists have pages of their own."},
    {"slug": "rights", "title": "维权服务", "title_en": "Your rights",
     "intro": "遇到家庭暴力、婚姻家庭纠纷、劳动权益等问题，可以找谁、怎么办。",
     "intro_en": "Whom to turn to about violence at home, family disputes and rights at work."},
    {"slug": "law", "title": "政策法规", "title_en": "Law and policy",
     "intro": "与妇女儿童有关的法律法规和政策文件。",
     "intro_en": "Laws, regulations and policies about women and children."},
    {"slug": "programs", "title": "民生工程", "title_en": "Programs",
     "intro": "由妇联和成员单位实施的帮扶项目：谁能申请、有多少补助、要什么材料、怎么办理。",
     "intro_en": "Who qualifies, what one gets, which papers are needed and how to apply."},
    {"slug": "guide", "title": "办事指南", "title_en": "How to",
     "intro": "申请、公示、异议、领取各个环节的说明。",
     "intro_en": "Applying, publicity, objecting and receiving, step by step."},
    {"slug": "exchange", "title": "互动", "title_en": "Talk to us",
     "intro": "来信、来访、来电和网上反映问题的渠道与答复。",
     "intro_en": "How to write, visit or call, and what was answered."},
]  # fmt: skip

PROGRAMS = [
    {"slug": code.lower(), "program": code, "section": "programs"} for code in ("LQJZ", "CL", "AX", "XJ", "LS", "SW")
]


def p(text: str) -> dict:
    return {"type": "paragraph", "value": f"<p>{text}</p>"}


def ol(*items: str) -> dict:
    return {"type": "paragraph", "value": f"<ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>"}


def ul(*items: str) -> dict:
    return {"type": "paragraph", "value": f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"}


def h(text: str) -> dict:
    return {"type": "heading", "value": text}


def table(caption: str, headings: list[str], *rows: list[str]) -> dict:
    columns = [{"type": "text", "heading": heading} for heading in headings]
    return {
        "type": "table",
        "value": {"columns": columns, "rows": [{"values": row} for row in rows], "caption": caption},
    }


def body(*blocks: dict) -> str:
    return json.dumps(blocks, ensure_ascii=False)


SOURCE = "市妇联权益部"

ARTICLES = [
    {
        "section": "open", "slug": "figures-2013",
        "date": "2014-02-28", "category": "report", "source": "市维权联席会议办公室",
        "title": "2013年全市妇女儿童维权与帮扶工作主要数据",
        "title_en": "Women's and children's rights in 2013: the main figures",
        "intro": "汇总联席会议各成员单位上报的2013年工作数据，供社会各界查阅。",
        "intro_en": "The figures of the members of the joint meeting for 2013.",
        "keywords": "维权 帮扶 年度数据", "index_number": "XCFL-2014-003",
        "body": body(
            p("以下数据由各成员单位上报，统计时点为2013年12月31日。带“余”“近”的为约数，按上报口径列出。"),
            h("关爱帮扶"),
            table("2013年关爱帮扶项目", ["项目", "数量", "牵头单位"],
                  ["农村留守儿童“圆梦行动”", "26662名", "市教体局、市妇联"],
                  ["纳入保障的困境儿童", "637名", "市民政局"],
                  ["“宣酒”跟踪助学", "102名女童", "市妇联"],
                  ["“春蕾计划”等助学", "200余名女童", "市妇联"],
                  ["“两癌”筛查", "22000人次", "市妇联、项目县"],
                  ["“两癌”救助", "12名，共12万元", "市妇联"]),
            h("维权服务"),
            table("2013年维权服务", ["事项", "数量", "牵头单位"],
                  ["来信来访办理", "241件次，办结率100%", "市妇联"],
                  ["妇女儿童法律援助案件", "337件", "市司法局"],
                  ["彩票公益金法律援助", "44名受援人，挽回损失318.7万元", "市妇联"],
                  ["涉及女职工的劳动监察与仲裁", "52件，追讨98.7万元", "市人社局"],
                  ["人民调解", "24550余件，调解成功24059件", "市司法局"],
                  ["“平安家庭”示范户", "99户", "市妇联"]),
            h("技能培训"),
            table("2013年技能培训", ["项目", "期数", "人数"],
                  ["实用技术培训", "200余期", "近20000人次"],
                  ["“皖嫂”家政服务培训", "13期", "800余人，推荐就业近1000人"]),
        ),
    },
    {
        "section": "notices", "slug": "lawyers-on-the-25th",
        "date": "2026-01-08", "category": "notice", "source": SOURCE,
        "title": "关于每月25日律师志愿者接访的通知",
        "title_en": "Volunteer lawyers receive visitors on the 25th of each month",
        "intro": "每月25日，律师志愿者在市妇联坐班，免费解答婚姻家庭、人身和财产权益等问题。",
        "intro_en": (
            "On the 25th of each month volunteer lawyers answer "
            "questions about family, safety and property, free of charge."
        ),
        "document_number": "宣妇权〔2026〕2号",
        "body": body(
            p("为方便妇女群众就近获得法律帮助，律师志愿者继续在每月25日到市妇联坐班接访；遇法定节假日顺延至下一个工作日。"),
            h("可以咨询什么"),
            ul("婚姻家庭：离婚、抚养、赡养、继承、彩礼返还等；", "人身权益：家庭暴力、性骚扰、人身安全保护令；",
               "财产和劳动权益：工资、产假、土地承包和征收补偿。"),
            h("请带上什么"),
            p("身份证件和与事情有关的材料，如判决书、合同、病历、照片、聊天记录。没有材料也可以先来问。"),
            p("不便到场的，可拨打12338维权服务热线。接访内容依法保密。"),
        ),
    },
    {
        "section": "notices", "slug": "two-cancer-relief-call",
        "date": "2026-02-10", "category": "notice", "source": SOURCE,
        "title": "关于做好低收入妇女“两癌”救助申报工作的通知",
        "title_en": "Two-cancer relief: applications are open",
        "intro": "符合条件的患病妇女可向户籍所在村（社区）妇联提出申请，经逐级审核、公示后发放救助金。",
        "intro_en": "Women who fall ill and qualify may apply through the women's federation of their village.",
        "document_number": "宣妇字〔2026〕5号",
        "body": body(
            p("救助对象、标准和所需材料见“民生工程”栏目的项目说明，以公布的现行规则为准。"),
            h("办理流程"),
            ol("本人或者家属到村（社区）妇联提出申请，填写申请表；", "乡镇（街道）妇联核对材料并入户走访；",
               "县（市、区）妇联会同医保、卫健、民政、乡村振兴部门审核；", "市妇联审定并在本网站公示；",
               "公示期满无异议的，救助金直接汇入本人银行账户。"),
            p("申请、审核和发放均不收取任何费用。凡以代办、加急为名收费的，请拨打12338举报。"),
        ),
    },
    {
        "section": "news", "slug": "home-service-training",
        "date": "2026-03-06", "category": "news", "source": "市妇联发展部",
        "title": "“皖嫂”家政服务培训春季班报名开始",
        "title_en": "Training for home services: the spring classes",
        "intro": "课程包括母婴护理、养老护理和家庭烹饪，考核合格后发给证书并推荐上岗。",
        "intro_en": "Infant care, care of the elderly and home cooking; with a certificate and help in finding work.",
        "body": body(
            p("培训面向有就业意愿的城乡妇女，优先安排低保、防返贫监测家庭和失业妇女。参加培训不收学费。"),
            p("报名可到户籍或者居住地的乡镇（街道）妇联，带身份证和一张近照即可。"),
        ),
    },
    {
        "section": "grassroots", "slug": "rights-stations",
        "date": "2026-03-20", "category": "news", "source": "市妇联权益部",
        "title": "维权服务站办在家门口",
        "title_en": "Rights stations close to home",
        "intro": "乡镇（街道）妇女儿童维权服务站把咨询、调解、法律援助转介放到一处，妇女群众少跑路。",
        "intro_en": "Advice, mediation and legal aid under one roof, in the township.",
        "body": body(
            p("全市乡镇（街道）的妇女儿童维权服务站与综治中心合署办公，有人值守、有登记、有回访。"),
            p("谁先接待，谁负责到底；一时办不了的，当面说明由哪个部门办、什么时候答复，这就是首问负责和限时办结。"),
        ),
    },
    {
        "section": "rights", "slug": "violence-at-home", "date": "2026-03-08", "category": "guide", "source": SOURCE,
        "title": "遭遇家庭暴力，可以这样求助",
        "title_en": "If there is violence at home",
        "intro": "人身安全第一：先离开危险，立即拨打110；也可以拨打12338或者到就近的维权服务站求助。",
        "intro_en": (
            "Safety first: leave the danger and call 110. You may "
            "also call 12338 or go to the nearest rights station."
        ),
        "body": body(
            h("紧急时"),
            ol("离开危险的地方，带上孩子、身份证和手机；", "拨打110，说清地点和伤情，请求出警并要求出具接处警记录；",
               "受伤的尽快就医，告诉医生受伤的原因，保存病历和照片。"),
            h("之后"),
            ul("公安机关可以依法出具告诫书；", "可以向人民法院申请人身安全保护令，写申请有困难的可以口头申请；",
               "需要临时住处、心理疏导和法律援助的，妇联和民政部门帮助联系。"),
            p("老人、残疾人和孩子的家人、学校、村（居）委会发现家庭暴力的，也可以代为报案求助。求助信息依法保密。"),
        ),
    },
    {
        "section": "law", "slug": "main-laws", "date": "2026-01-15", "category": "regulation", "source": SOURCE,
        "title": "妇女儿童权益保障常用法律法规目录",
        "title_en": "The main laws that protect women and children",
        "intro": "列出办理妇女儿童权益事项时常用的法律法规，全文请在国家法律法规数据库查阅。",
        "intro_en": "The laws most often needed; the full texts are in the national database of laws.",
        "body": body(
            table("常用法律法规", ["名称", "主要涉及"],
                  ["中华人民共和国妇女权益保障法", "政治、人身、财产、劳动、婚姻家庭权益"],
                  ["中华人民共和国未成年人保护法", "家庭、学校、社会、网络、政府、司法保护"],
                  ["中华人民共和国民法典", "婚姻、收养、继承、监护"],
                  ["中华人民共和国反家庭暴力法", "强制报告、告诫书、人身安全保护令"],
                  ["中华人民共和国家庭教育促进法", "父母责任、留守和困境儿童家庭的指导"],
                  ["中华人民共和国法律援助法", "申请条件、程序和免予核查经济状况的情形"],
                  ["中华人民共和国劳动合同法", "孕期、产期、哺乳期女职工的特别保护"]),
        ),
    },
    {
        "section": "guide", "slug": "how-to-apply", "date": "2026-01-20", "category": "guide", "source": SOURCE,
        "title": "帮扶项目怎么申请",
        "title_en": "How to apply for a program",
        "intro": "先看条件，再备材料，向村（社区）或者乡镇（街道）提出；每一步由谁办、多少天，都能查到。",
        "intro_en": "Read the conditions, gather the papers, apply in the village or the township.",
        "body": body(
            ol("在“民生工程”找到项目，对照条件看看自己是否符合；", "按清单准备材料，原件核对后当场退还；",
               "到村（社区）妇联或者乡镇（街道）经办窗口提出申请，工作人员当场登记；",
               "每一级审核都有期限，退回的会写明缺什么、怎么补；", "按规定需要公示的，公示期满无异议后发放。"),
            p("不识字或者行动不便的，工作人员可以代填、上门办理，由本人确认后签字或者按手印。"),
        ),
    },
    {
        "section": "guide", "slug": "how-to-object", "date": "2026-01-21", "category": "guide", "source": SOURCE,
        "title": "对公示名单有不同意见怎么办",
        "title_en": "How to object to a publicity list",
        "intro": "公示期内任何人都可以提出异议，有异议未答复的，款项不予发放。",
        "intro_en": "While a list stands anyone may object, and no money moves until the objection is answered.",
        "body": body(
            p("请在公示期内拨打公示页面上的电话，或者到市、县妇联当面反映，说明公示编号、对象和理由。实名、匿名都受理；留下联系方式的，办理结果会告知本人。"),
            p("公示名单只列隐去一个字的姓名、乡镇和金额，不公开身份证号、住址、账号和病情。涉及未成年人保障、家庭暴力和来信来访的项目一律不公示。"),
            h("“指纹”是什么"),
            p("每份公示发布时都会计算一串校验码，称为“指纹”。名单哪怕改动一个字，指纹就会变。公示结束后名单撤下，指纹保留，可以用来核对当时的名单有没有被改过。"),
        ),
    },
    {
        "section": "exchange", "slug": "how-to-reach-us", "date": "2026-01-05", "category": "guide", "source": SOURCE,
        "title": "来信来访来电怎么反映问题",
        "title_en": "How to reach us",
        "intro": "12338热线、来信、来访和网上留言都受理，可以匿名；受理后按期限答复。",
        "intro_en": "By the hotline 12338, by letter, in person or online; anonymously if you wish.",
        "body": body(
            ul("来电：12338妇女维权服务热线；", "来信：寄市妇联权益部，请写明事情经过和希望得到的帮助；",
               "来访：工作日到市妇联或者就近的乡镇（街道）维权服务站。"),
            p("收到后15日内书面告知是否受理，一般在60日内办结；情况复杂的，经批准可以延长30日，并告知延期理由。"),
        ),
    },
]  # fmt: skip
