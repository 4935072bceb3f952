"""The city's accounts: a few of each role, at the city, in every county, and down to the village in four of them.

User names read like their place and post: `xuanzhou-caseworker`, `xilin-reviewer`. All have one password,
from DEMO_PASSWORD or made once into the run directory; none of this exists in production.
"""

import os
import secrets
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import CommandError

from beneficiaries.identity import pinyin
from registry.city import places
from registry.core import scope
from registry.core.models import Account
from registry.core.models.account import Bureau
from registry.core.roles import Role
from registry.core.services.accounts import set_grants

# What a place is, behind its name.
KINDS = (
    "社区居民委员会",
    "社区居委会",
    "居民委员会",
    "居委会",
    "村民委员会",
    "村委会",
    "街道",
    "镇",
    "乡",
    "区",
    "县",
    "市",
)
WOMEN = ("LQJZ", "CL", "AX", "XJ", "LS")
CIVIL = ("SW", "GE")
EVERY = ("*",)
# The counties whose offices are staffed down to a village: their stories are told in full.
STORIED = ("341802", "341823", "341881", "341882")


@dataclass(frozen=True)
class Post:
    username: str
    full_name: str
    role: Role
    area: str
    bureau: Bureau
    programs: tuple[str, ...]
    # One of those that are shown when the demo starts.
    shown: bool = False


@cache
def posts() -> tuple[Post, ...]:
    found = [*city_posts()]
    for county in places.SHARES:
        found += county_posts(county)
    for county in STORIED:
        found += township_posts(storied_township(county))
    return tuple(found)


def city_posts() -> list[Post]:
    city, women, civil = places.CITY, Bureau.WOMEN, Bureau.CIVIL_AFFAIRS
    return [
        Post("city-manager", "市妇联 项目主管", Role.MANAGER, city, women, WOMEN, True),
        Post("city-approver", "市妇联 分管领导", Role.MANAGER, city, women, WOMEN, True),
        Post("city-leader", "市妇联 主席", Role.MANAGER, city, women, WOMEN),
        Post("city-reviewer", "市妇联 审批员", Role.REVIEWER, city, women, WOMEN, True),
        Post("city-finance", "市妇联 财务", Role.FINANCE, city, women, WOMEN, True),
        Post("city-cashier", "市妇联 出纳", Role.FINANCE, city, women, WOMEN),
        Post("city-caseworker", "市妇联 权益部经办人", Role.CASEWORKER, city, women, WOMEN),
        Post("civil-manager", "市民政局 项目主管", Role.MANAGER, city, civil, CIVIL),
        Post("civil-approver", "市民政局 分管领导", Role.MANAGER, city, civil, CIVIL),
        Post("civil-finance", "市民政局 财务", Role.FINANCE, city, civil, CIVIL),
        Post("civil-caseworker", "市民政局 儿童福利科", Role.CASEWORKER, city, civil, CIVIL),
        Post("city-auditor", "市审计局 审计员", Role.AUDITOR, city, women, EVERY, True),
        Post("education-auditor", "市教体局 联络员", Role.AUDITOR, city, Bureau.EDUCATION, ("CL", "XJ", "AX", "LS")),
        Post("editor", "市妇联 网站编辑", Role.EDITOR, city, women, (), True),
        Post("administrator", "系统管理员", Role.ADMINISTRATOR, city, women, (), True),
    ]


def county_posts(county: str) -> list[Post]:
    name, short = places.names()[county], spelled(county)
    women, civil, shown = Bureau.WOMEN, Bureau.CIVIL_AFFAIRS, county == STORIED[0]
    return [
        Post(f"{short}-caseworker", f"{name}妇联 经办人", Role.CASEWORKER, county, women, WOMEN, shown),
        Post(f"{short}-reviewer", f"{name}妇联 审核员", Role.REVIEWER, county, women, WOMEN, shown),
        Post(f"{short}-civil", f"{name}民政局 经办人", Role.CASEWORKER, county, civil, CIVIL),
        Post(f"{short}-civil-reviewer", f"{name}民政局 审核员", Role.REVIEWER, county, civil, CIVIL),
    ]


def township_posts(township: str) -> list[Post]:
    village = storied_village(township)
    women, civil, shown = Bureau.WOMEN, Bureau.CIVIL_AFFAIRS, township.startswith(STORIED[0])
    found = []
    for place, office in ((township, "妇联"), (village, "妇联")):
        name, short = (
            places.names()[place].removesuffix("居委会").removesuffix("委会").removesuffix("居民委员会"),
            spelled(place),
        )
        found += [
            Post(f"{short}-caseworker", f"{name}{office} 经办人", Role.CASEWORKER, place, women, WOMEN, shown),
            Post(f"{short}-reviewer", f"{name}{office} 审核员", Role.REVIEWER, place, women, WOMEN, shown),
        ]
    name, short = places.names()[township], spelled(township)
    return [
        *found,
        Post(f"{short}-civil", f"{name}民政办 经办人", Role.CASEWORKER, township, civil, CIVIL),
        Post(f"{short}-civil-reviewer", f"{name}民政办 审核员", Role.REVIEWER, township, civil, CIVIL),
    ]


def storied_township(county: str) -> str:
    """The county's first township."""
    return min(code for code in places.names() if len(code) == 9 and code.startswith(county))


def storied_village(township: str) -> str:
    """The township's first village whose name sounds like no county's and not like the township's."""
    taken = {spelled(township), *map(spelled, places.SHARES)}
    villages = sorted(code for code in places.names() if len(code) == 12 and code.startswith(township))
    return next(code for code in villages if spelled(code) not in taken)


@cache
def spelled(code: str) -> str:
    """xuanzhou for 宣州区, xilin for 西林街道."""
    if code == "341871":
        return "kaifaqu"
    name = places.names()[code]
    for kind in KINDS:
        short = name.removesuffix(kind)
        if short != name and len(short) > 1:
            return "".join(pinyin.readings(short)[0])
    return "".join(pinyin.readings(name)[0])


def post(role: Role, area: str, program: str, *, number: int = 0) -> str:
    """The user name of whoever holds a role at exactly that office for the program."""
    return [p.username for p in posts() if (p.role, p.area) == (role, area) and program in p.programs][number]


def employ() -> int:
    """Make the accounts that aren't there yet. How many."""
    with scope.entered(scope.ACCOUNT_KEEPER):
        return _employ()


def _employ() -> int:
    there = set(Account.objects.values_list("username", flat=True))
    hashed = make_password(password())
    new = [post for post in posts() if post.username not in there]
    with scope.entered(scope.ACCOUNT_KEEPER):
        for one in new:
            account = Account.objects.create(
                username=one.username, full_name=one.full_name, area_id=one.area, bureau=one.bureau, password=hashed,
                phone="0563-12338", is_active=True,
            )  # fmt: skip
            set_grants(account=account, grants={one.role: list(one.programs)})
    return len(new)


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def logins(*, everyone: bool = False) -> list[dict]:
    """The accounts that the demo shows, with the one password."""
    return [
        {
            "role": one.role.value,
            "username": one.username,
            "password": password(),
            "area": places.names()[one.area],
            "programs": list(one.programs),
        }
        for one in posts()
        if one.shown or everyone
    ]


def password() -> str:
    """The demo's password: DEMO_PASSWORD (ten characters at least), or one that was made once and is kept beside
    the data."""
    given = os.environ.get("DEMO_PASSWORD", "")
    if given:
        if len(given) < 10:
            raise CommandError("DEMO_PASSWORD must have at least 10 characters", returncode=2)
        return given
    file = run_folder() / "demo-password"
    if not file.exists():
        letters = string.ascii_lowercase.replace("l", "").replace("o", "") + "23456789"
        made = "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(made)
    return file.read_text().strip()


def run_folder() -> Path:
    return Path(os.environ.get("REGISTRY_RUN_DIR") or settings.BASE_DIR / ".run")


def refuse_in_production() -> None:
    if settings.PRODUCTION:
        raise CommandError("the demo city is not for production. 生产环境不能载入示范城市。", returncode=2)
