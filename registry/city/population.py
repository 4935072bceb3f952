"""Who is on which roster of 2013, county by county, as the columns of the rosters have them.

The report of that year counts them: 26,662 left-behind children, 637 under protective guarantee, 102 girls
of the tracked cohort, "over 200" Spring Bud girls (213 here), 12 women with two-cancer relief.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from registry.city import places
from registry.city.people import FEMALE, County, Resident

Record = dict[str, object]


@dataclass(frozen=True)
class Size:
    """How many people each program has."""

    LS: int = 26_662
    SW: int = 637
    XJ: int = 102
    CL: int = 213

    def scaled(self, people: int) -> "Size":
        """About as many people in all, in the same proportions; none of the programs empty."""
        share = people / (self.LS + self.SW + self.XJ + self.CL)
        return replace(self, **{code: max(8, round(n * share)) for code, n in vars(self).items()})


def rosters(county: str, *, size: Size, seed: int) -> dict[str, list[Record]]:
    """The rosters of a county by program. The same seed makes the same rosters, whatever else is made."""
    draw = County(county, seed=seed)
    counts = {code: places.shared(n)[county] for code, n in vars(size).items()}
    left_behind = [left_behind_child(draw) for _ in range(counts["LS"])]
    return {
        "LS": [record for _child, record in left_behind],
        "SW": [guaranteed_child(draw) for _ in range(counts["SW"])],
        # A third of the girls who get schooling aid are left behind as well: one person, two programs.
        "XJ": list(schoolgirls(draw, counts["XJ"], left_behind, tracked=True)),
        "CL": list(schoolgirls(draw, counts["CL"], left_behind, tracked=False)),
    }


def common(draw: County, child: Resident) -> Record:
    return {
        "name": child.name,
        "id_number": child.id_number,
        "sex": "女" if child.sex == FEMALE else "男",
        "birth_date": child.born,
        "ethnic_group": ETHNIC[child.ethnic_group],
        "hukou_kind": "农业" if child.village.rural else "非农业",
        "area": child.village.code,
        "address": child.address,
        "phone": child.phone,
    }


def left_behind_child(draw: County) -> tuple[Resident, Record]:
    random = draw.random
    child = draw.child(youngest=3, oldest=15)
    if child.born < date(1998, 1, 1):  # sixteen before the year was out
        child = draw.child(youngest=3, oldest=14)
    away = random.choices(("both", "father", "mother"), (68, 20, 12))[0]
    fathers, mothers = away != "mother", away != "father"
    city = random.choices(CITIES, CITY_SHARES)[0]
    second = city if random.random() < 0.8 else random.choices(CITIES, CITY_SHARES)[0]
    unable = random.choices(("ill", "disabled", "incapable"), (5, 3, 2))[0]
    rating = random.choices(("较好", "一般", "差"), (52, 43, 5))[0]
    record = common(draw, child) | {
        "schooling": schooling(draw, child),
        "boarding": "是" if child.age >= 11 and random.random() < 0.45 else "否",
        "health": random.choices(("良好", "患病", "残疾"), (97, 2, 1))[0],
        "school": school(child),
        "father": child.father.name,
        "father_id": child.father.id_number,
        "father_phone": draw.phone() if fathers else "",
        "father_workplace": city if fathers else "",
        "cause_father": "away" if fathers else unable,
        "mother": child.mother.name,
        "mother_id": child.mother.id_number,
        "mother_phone": draw.phone() if mothers else "",
        "mother_workplace": second if mothers else "",
        "cause_mother": "away" if mothers else unable,
        "both_away": "是" if away == "both" else "否",
        "carer": child.carer.name,
        "carer_id": child.carer.id_number,
        "carer_phone": child.phone,
        "carer_relation": KIN[child.carer_relation],
        "guardianship": rating,
        "wish": random.choice(WISHES),
    }
    return child, record


def guaranteed_child(draw: County) -> Record:
    """Both parents out of reach, each for a reason of the rules, with the paper that proves it."""
    random = draw.random
    child = draw.child(youngest=1, oldest=16)
    father, mother = random.choice(CAUSES)
    since = date(2013, 1, 1) - timedelta(days=random.randint(250, 2_400))
    since = max(since, child.born + timedelta(days=30))
    branch = draw.branch(child.village)
    drawn = random.choice((150, 180, 200)) if random.random() < 0.3 else 0
    confirmed = date(2013, 2, 1) + timedelta(days=random.randint(0, 80))
    return common(draw, child) | {
        "father": child.father.name,
        "father_id": child.father.id_number,
        "mother": child.mother.name,
        "mother_id": child.mother.id_number,
        "cause_father": father,
        "cause_mother": mother,
        "father_since": since,
        "mother_since": since + timedelta(days=random.randint(0, 20)),
        "father_proof": proof(draw, father, since),
        "mother_proof": proof(draw, mother, since),
        "guardian": child.carer.name,
        "guardian_id": child.carer.id_number,
        "guardian_phone": child.phone,
        "guardian_relation": KIN[child.carer_relation],
        "agreement_on": confirmed - timedelta(days=30),
        "payee": child.carer.name,
        "payee_relation": KIN[child.carer_relation],
        "account": draw.account(),
        "branch": branch,
        "dibao_number": f"{draw.code}{random.randint(1, 99_999):06d}" if drawn else "",
        "current_aid": drawn or "",
        "checked_on": confirmed - timedelta(days=10),
        "confirmed_on": confirmed,
        "start_month": "2013-06",
    }


def schoolgirls(draw: County, count: int, left_behind: list, *, tracked: bool) -> Iterator[Record]:
    """Girls at school whose schooling is paid for; every third is one of the county's left-behind children."""
    random = draw.random
    pool = [(child, record) for child, record in left_behind if child.sex == FEMALE and 6 <= child.age <= 15]
    start = 0 if tracked else len(pool) // 2
    for n in range(count):
        place = start + n
        if n % 3 == 0 and place < len(pool) and (not tracked or place < len(pool) // 2):
            child = pool[place][0]
            record = {key: pool[place][1][key] for key in common(draw, child)}
        else:
            child = draw.child(youngest=7 if tracked else 6, oldest=14 if tracked else 17, sex=FEMALE)
            record = common(draw, child)
        branch = draw.branch(child.village)
        yield record | {
            "school": school(child),
            "stage": stage(child),
            "grade": grade(child),
            "student_number": f"G{child.id_number}",
            "guardian": child.carer.name,
            "guardian_id": child.carer.id_number,
            "guardian_phone": child.phone,
            "guardian_relation": KIN[child.carer_relation],
            "members": random.randint(3, 6),
            "income": random.randrange(1_200, 2_600, 50),
            "cause": random.choice(POVERTY),
            "teacher": draw.adult(date(1995, 1, 1), older_by=(5, 30), woman=random.random() < 0.6).name,
            "donor": "安徽宣酒集团" if tracked else random.choice(DONORS),
            "from_month": "2013-09",
            "enrolled_on": date(2013, 9, 2),
            "hardship": random.choice(("低保", "低保", "特困", "其他")),
            "hardship_since": date(2011, 6, 1) + timedelta(days=random.randint(0, 500)),
            "payee": child.carer.name,
            "payee_relation": KIN[child.carer_relation],
            "account": draw.account(),
            "branch": branch,
        }


def proof(draw: County, situation: str, since: date) -> str:
    """The number of the paper that proves a parent's situation."""
    form = PROOFS.get(situation, "皖宣证字〔{year}〕{n:04d}号")
    return form.format(year=since.year, n=draw.random.randint(1, 9_999))


def stage(child: Resident) -> str:
    return "小学" if child.age < 12 else "初中" if child.age < 15 else "高中"


def schooling(draw: County, child: Resident) -> str:
    age = child.age
    if age < 6:
        return "幼儿园" if draw.random.random() < 0.72 else "未入园"
    if age < 15:
        return stage(child)
    return draw.random.choices(("初中", "高中", "中职", "辍学"), (40, 34, 23, 3))[0]


def grade(child: Resident) -> str:
    if child.age < 6:
        return ""
    names = [
        "一年级",
        "二年级",
        "三年级",
        "四年级",
        "五年级",
        "六年级",
        "七年级",
        "八年级",
        "九年级",
        "高一",
        "高二",
        "高三",
    ]
    return names[min(child.age - 6, len(names) - 1)]


def school(child: Resident) -> str:
    village, age = child.village, child.age
    place = village.township.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    if age < 3:
        return ""
    if age < 6:
        return f"{village.township}中心幼儿园"
    if age < 12:
        return f"{place}中心小学" if int(village.code[-2:]) % 3 else f"{village.short}小学"
    return f"{place}初级中学" if age < 15 else f"{village.county_name.removesuffix('区')}第二中学"


ETHNIC = {"01": "汉族", "03": "回族", "22": "畲族", "06": "苗族", "15": "土家族", "08": "壮族", "05": "维吾尔族"}
KIN = {"61": "祖父", "62": "祖母", "63": "外祖父", "64": "外祖母", "82": "伯母", "86": "舅母", "90": "姑母"}
CITIES = (
    "上海", "江苏南京", "江苏苏州", "浙江杭州", "浙江宁波", "浙江湖州", "广东深圳", "广东东莞",
    "合肥", "芜湖", "北京",
)  # fmt: skip
CITY_SHARES = (18, 14, 12, 18, 9, 8, 5, 4, 6, 4, 2)
WISHES = (
    "想和爸爸妈妈一起过年", "想要一个新书包", "想去城里看看爸爸上班的地方",
    "想有一套《十万个为什么》", "想学画画，要一盒水彩笔", "想要一双运动鞋",
    "想每个星期和妈妈视频一次", "想去看一次大海", "想要一个篮球", "想有一盏台灯",
    "想让爷爷的腿快点好起来", "想要一本新华字典", "想过一次生日，吃蛋糕",
    "想要一辆自行车，上学不用走路", "想当老师", "想学跳舞",
)  # fmt: skip
POVERTY = ("因病", "因病", "因残", "因灾", "单亲", "缺劳力", "其他")
DONORS = ("市女企业家协会", "市巾帼志愿者协会", "爱心人士", "安徽省妇女儿童发展基金会", "宣城市春蕾基金")
PROOFS = {
    "prison": "（{year}）宣刑初字第{n}号",
    "detox": "宣公强戒决字〔{year}〕第{n:04d}号",
    "dead": "死亡证明 {year}{n:05d}",
    "disabled": "残疾证 {year}-{n:05d}",
    "mental": "诊断 {year}-{n:05d}",
    "ill": "诊断 {year}-{n:05d}",
    "lost": "宣公查〔{year}〕{n:04d}号",
    "missing": "（{year}）宣民特字第{n}号",
}
# Father's and mother's, as the rules combine them.
CAUSES = (
    ("prison", "lost"), ("dead", "lost"), ("dead", "lost"), ("disabled", "mental"),
    ("disabled", "lost"), ("mental", "mental"), ("prison", "disabled"), ("dead", "mental"),
    ("ill", "lost"), ("detox", "lost"), ("dead", "disabled"), ("mental", "dead"),
    ("prison", "mental"), ("missing", "disabled"),
)  # fmt: skip
