"""Two-cancer relief: the twelve women of 2013, each by the whole way."""

from datetime import date, timedelta

from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from programs.enrolment.services import lifecycle, publicity
from registry.city import staff
from registry.city.applying import Applicant, pass_up, submit
from registry.city.building import City, acting
from registry.city.people import County

# Where each county's women live: two in the village that has offices of its own, one in the township.
IN_VILLAGE = (True, True, False)
HOSPITALS = ("宣城市人民医院", "皖南医学院弋矶山医院", "安徽省肿瘤医院", "安徽医科大学第一附属医院")
CERVICAL = ("IIb", "IIIa", "IIIb", "IVa")


def grants(city: City) -> str:
    """Applied for in May 2013, approved by the city in the summer."""
    made = [pass_up(submit(woman)) for woman in women(city)]
    return str(len(made))


def women(city: City) -> list[Applicant]:
    found = []
    for county in staff.STORIED:
        draw = County(county, seed=city.seed, part="relief")
        for n, in_village in enumerate(IN_VILLAGE):
            on = date(2013, 5, 6) + timedelta(days=7 * n + draw.random.randint(0, 4))
            found.append(applicant(draw, county, in_village=in_village, on=on, year=2013))
    return found


def applicant(draw: County, county: str, *, in_village: bool, on: date, year: int, qualifies: bool = True) -> Applicant:
    """A woman with one of the two cancers; where she doesn't qualify, found early enough to need no relief."""
    random = draw.random
    area = staff.storied_township(county)
    area = staff.storied_village(area) if in_village else area
    woman = draw.woman(youngest=38 - (year - 2013), oldest=58 - (year - 2013))
    woman.address = woman.address if not in_village else ""
    breast = random.random() < 0.6 and qualifies
    total = random.randrange(38_000, 160_000, 100)
    paid_back = round(total * random.uniform(0.45, 0.65))
    answers = {
        "year": year,
        "cancer": "breast" if breast else "cervical",
        "stage": "" if breast else random.choice(CERVICAL) if qualifies else "IIa",
        "invasive": True if breast else "",
        "diagnosed_on": (on - timedelta(days=random.randint(40, 200))).isoformat(),
        "hospital": random.choice(HOSPITALS),
        "total_cost": total,
        "reimbursed": paid_back,
        "self_paid": total - paid_back,
        "found_by": random.choice(("screening", "hospital", "screening")),
        "earlier_relief": False,
        "provincial_fund": False,
    }
    return Applicant(woman, area, "LQJZ", answers, on, account=draw.account())


def list_of_2013(city: City) -> str:
    """The list stood on paper in September 2013, before there was a registry."""
    with acting("city-manager") as actor:
        approved = Enrolment.objects.in_program("LQJZ").filter(state=State.APPROVED, applied_on__year=2013)
        release = publicity.publish(
            program="LQJZ", enrolments=approved, actor=actor, title="2013年度“两癌”救助拟发放对象公示",
            opens_on=date(2013, 9, 9), stood_elsewhere="各乡镇（街道）、村（社区）公示栏",
        )  # fmt: skip
    return release.number


def taken_down(city: City) -> str:
    """What the nightly task does: the list comes down, and nothing stands in the way any more."""
    publicity.take_down_due()
    return str(lifecycle.activate_cleared())
