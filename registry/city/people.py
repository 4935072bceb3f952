"""Invented people of one county, each with a family, drawn from one stream of chance.

Ages are those of the school year that began on 1 September 2013.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from beneficiaries.identity import resident_id
from beneficiaries.identity.names import split as surname_of
from registry.city import names, places
from registry.city.places import Village

SCHOOL_YEAR = date(2013, 9, 1)
FEMALE, MALE = resident_id.FEMALE, resident_id.MALE
# Ethnic groups of the city: Han, with Hui, She, Miao, Tujia and a few others by marriage.
GROUPS = ("01", "03", "22", "06", "15", "08", "05")
GROUP_SHARES = (9_880, 45, 30, 15, 15, 10, 5)
# Numbers that no operator hands out.
PHONES = ("160", "161", "163", "164", "168", "169")
# No bank has it.
CARD = "629990"
BANKS = ("中国农业银行", "安徽农村商业银行", "中国邮政储蓄银行", "徽商银行")


@dataclass(slots=True)
class Someone:
    name: str
    sex: str
    born: date
    id_number: str


@dataclass(slots=True)
class Resident(Someone):
    """Someone whom a roster is about. Of a child's parents either may be unknown."""

    village: Village
    address: str
    phone: str = ""
    ethnic_group: str = "01"
    father: Someone | None = None
    mother: Someone | None = None
    # Whoever looks after a child, and what they are to it (GB/T 4761).
    carer: Someone | None = None
    carer_relation: str = ""

    @property
    def age(self) -> int:
        """In whole years when the school year began."""
        had_birthday = (self.born.month, self.born.day) <= (SCHOOL_YEAR.month, SCHOOL_YEAR.day)
        return SCHOOL_YEAR.year - self.born.year - (not had_birthday)


CARERS = {  # relation: (share, woman, generations up, of the father's side)
    "62": (44, True, 2, True),
    "61": (26, False, 2, True),
    "64": (13, True, 2, False),
    "63": (7, False, 2, False),
    "82": (4, True, 1, True),
    "90": (3, True, 1, True),
    "86": (3, True, 1, False),
}


class County:
    """Draws people of one county; no ID number twice, and no name twice on one day of birth.

    `part` is a stream of chance of its own, for people who are drawn apart from the others.
    """

    def __init__(self, code: str, *, seed: int, part: str = ""):
        self.code = code
        self.random = Random(f"{seed}/{code}/{part}")
        self.villages = places.villages(code)
        self._numbers: set[str] = set()
        self._named: set[tuple[str, date]] = set()

    def child(self, *, youngest: int, oldest: int, sex: str | None = None) -> Resident:
        """A child of a rural family, between two ages (whole years on 1 September 2013), with parents and a carer."""
        random = self.random
        born = self._born(random.randint(youngest, oldest))
        sex = sex or random.choices((MALE, FEMALE), (54, 46))[0]
        group = random.choices(GROUPS, GROUP_SHARES)[0]
        father = self.adult(born, older_by=(21, 36), woman=False, ethnic_group=group)
        mother = self.adult(father.born, older_by=(-6, 3), woman=True)
        family = names_of(father)
        village = random.choice(self.villages)
        child = Resident(
            self._name(sex, born, family, group), sex, born, self._number(born, sex),
            village, places.address(random, village), ethnic_group=group, father=father, mother=mother,
        )  # fmt: skip
        self._give_carer(child)
        return child

    def woman(self, *, youngest: int, oldest: int) -> Resident:
        random = self.random
        born = self._born(random.randint(youngest, oldest))
        village = random.choice(self.villages)
        return Resident(
            self._name(FEMALE, born, "", "01"), FEMALE, born, self._number(born, FEMALE),
            village, places.address(random, village), phone=self.phone(),
        )  # fmt: skip

    def adult(
        self, born: date, *, older_by: tuple[int, int], woman: bool, family: str = "", ethnic_group: str = "01"
    ) -> Someone:
        """Someone older by so many years than one who was born then."""
        years = self.random.randint(*older_by)
        day = born - timedelta(days=years * 365 + self.random.randint(0, 364))
        sex = FEMALE if woman else MALE
        name = names.full(self.random, woman=woman, born=day, family=family, ethnic_group=ethnic_group)
        return Someone(name, sex, day, self._number(day, sex))

    def phone(self) -> str:
        return f"{self.random.choice(PHONES)}{self.random.randrange(10**8):08d}"

    def account(self) -> str:
        """A card number whose last digit is right (Luhn), of a bank that there isn't."""
        body = f"{CARD}{self.random.randrange(10**12):012d}"
        digits = [int(d) for d in reversed(body)]
        total = sum(d if i % 2 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits))
        return f"{body}{-total % 10}"

    def branch(self, village: Village) -> str:
        return f"{self.random.choice(BANKS)}{village.county_name}{village.township}支行"

    def _give_carer(self, child: Resident) -> None:
        relations = list(CARERS)
        relation = self.random.choices(relations, [CARERS[r][0] for r in relations])[0]
        _share, woman, up, fathers_side = CARERS[relation]
        parent = child.father if fathers_side else child.mother
        # Blood of that side has its surname, except who married into it.
        married_in = relation in ("62", "82", "64", "86")
        family = "" if married_in else names_of(parent)
        older = (20, 30) if up == 2 else (-6, 8)
        child.carer = self.adult(parent.born, older_by=older, woman=woman, family=family)
        child.carer_relation = relation
        child.phone = self.phone()

    def _born(self, age: int) -> date:
        day = date(SCHOOL_YEAR.year - age, SCHOOL_YEAR.month, SCHOOL_YEAR.day)
        return day - timedelta(days=self.random.randint(0, 364))

    def _number(self, born: date, sex: str) -> str:
        region = places.id_region(self.code, born)
        while True:
            number = resident_id.make(region=region, birth_date=born, sequence=self.random.randrange(500), sex=sex)
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _name(self, sex: str, born: date, family: str, group: str) -> str:
        while True:
            name = names.full(self.random, woman=sex == FEMALE, born=born, family=family, ethnic_group=group)
            if (name, born) not in self._named:
                self._named.add((name, born))
                return name


def names_of(someone: Someone) -> str:
    """The surname that a child of theirs gets; '' of a transcribed name, which has none."""
    return surname_of(someone.name)[0]
