"""What lies on the desks today: applications in every state, some of them overdue, and a list that stands."""

from datetime import date, timedelta

from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from programs.enrolment.services import lifecycle, publicity, review
from registry.city import staff
from registry.city.applying import Applicant, draft, pass_up, reviewer, submit
from registry.city.building import City, acting
from registry.city.people import SCHOOL_YEAR, County
from registry.city.relief import applicant as relief_applicant
from registry.core.roles import Role


def days_ago(days: int) -> date:
    return date.today() - timedelta(days=days)


class Desk:
    """Applicants of a storied county, today."""

    def __init__(self, county: str, *, seed: int, part: str):
        self.county, self.township = county, staff.storied_township(county)
        self.draw = County(county, seed=seed, part=part)
        # Ages are counted from the school year of 2013.
        self.shift = date.today().year - SCHOOL_YEAR.year

    def woman(self, *, ago: int, in_village: bool = True, qualifies: bool = True) -> Applicant:
        on = days_ago(ago)
        return relief_applicant(self.draw, self.county, in_village=in_village, on=on, year=on.year, qualifies=qualifies)

    def pupil(self, *, ago: int) -> Applicant:
        """For schooling aid; boys and girls."""
        on = days_ago(ago)
        area = staff.storied_village(self.township)
        child = self.draw.child(youngest=7 - self.shift, oldest=16 - self.shift)
        age = on.year - child.born.year
        stage = "primary" if age < 12 else "junior" if age < 15 else "senior"
        answers = {
            "school": "宣城市第二中学" if stage == "senior" else "中心学校",
            "stage": stage,
            "guardian": child.carer.name,
            "members": self.draw.random.randint(3, 6),
            "income": self.draw.random.randrange(4_000, 9_000, 100),
            "cause": self.draw.random.choice(("illness", "disability", "single_parent", "no_labour")),
            "donor": "市女企业家协会",
            "enrolled_on": on.isoformat(),
        }
        return Applicant(child, area, "AX", answers, on, account=self.draw.account(), guardian=True)

    def unattended(self, *, ago: int) -> Applicant:
        """For the guarantee: the father in prison, the mother out of contact, both for long enough."""
        on = days_ago(ago)
        child = self.draw.child(youngest=4 - self.shift, oldest=15 - self.shift)
        answers = {
            "cause_father": "prison",
            "cause_mother": "lost",
            "guardian": child.carer.name,
            "current_aid": 0,
        }
        since = on - timedelta(days=400)
        parents = (("51", "prison", since), ("52", "lost", since))
        return Applicant(
            child, self.township, "SW", answers, on, account=self.draw.account(), guardian=True, parents=parents
        )


def applications(city: City) -> str:
    """In every state that an application can be in."""
    made = 0
    for n, county in enumerate(staff.STORIED):
        desk = Desk(county, seed=city.seed, part="today")
        made += _waiting(desk)
        if n < 2:
            made += _decided(desk)
        if n == 0:
            made += _running(desk) + _rare(desk)
    return str(made)


def _waiting(desk: Desk) -> int:
    """A draft, and one at each level."""
    draft(desk.woman(ago=1))
    submit(desk.woman(ago=2))
    pass_up(submit(desk.pupil(ago=18)), to="township")
    pass_up(submit(desk.woman(ago=30)), to="county")
    pass_up(submit(desk.woman(ago=40)), to="city")
    # Forgotten on a desk: its days are over.
    submit(desk.pupil(ago=60))
    return 6


def _rare(desk: Desk) -> int:
    draft(desk.pupil(ago=0))
    draft(desk.unattended(ago=1))
    submit(desk.unattended(ago=70))
    pass_up(submit(desk.unattended(ago=25)), to="county")
    pass_up(submit(desk.woman(ago=90)), to="county")
    return 5


def _decided(desk: Desk) -> int:
    returned = submit(desk.woman(ago=12))
    with acting(reviewer(returned)) as actor:
        review.send_back(enrolment=returned, actor=actor, reason="病理报告不清晰，请重新扫描后提交。")
    refused = submit(desk.woman(ago=30, qualifies=False))
    with acting(reviewer(refused)) as actor:
        review.refuse(enrolment=refused, actor=actor, reason="分期为ⅡA期，不符合救助条件，已告知本人。")
    withdrawn = submit(desk.pupil(ago=15))
    with acting(staff.post(Role.CASEWORKER, withdrawn.area, "AX")) as actor:
        review.withdraw(enrolment=withdrawn, actor=actor, reason="已获其他资助，本人自愿撤回。")
    return 3


def _running(desk: Desk) -> int:
    """Approved long ago: drawing aid, suspended, over."""
    running = [pass_up(submit(desk.pupil(ago=150 - 20 * k))) for k in range(4)]
    with acting(staff.post(Role.REVIEWER, desk.county, "AX")) as actor:
        lifecycle.suspend(enrolment=running[0], actor=actor, reason="学生休学一学期，暂停发放。")
        lifecycle.exit_(enrolment=running[1], actor=actor, on=days_ago(5), reason="graduated")
        lifecycle.exit_(enrolment=running[2], actor=actor, on=days_ago(9), reason="hardship_over")
    return 4


def standing_list(city: City) -> str:
    """Women whom the city approved, on a list that went up today, with an objection to one of them."""
    approved = [
        pass_up(submit(Desk(county, seed=city.seed, part=f"list-{n}").woman(ago=75)))
        for n, county in enumerate([*staff.STORIED, staff.STORIED[0]])
    ]
    year = date.today().year
    with acting("city-manager") as actor:
        waiting = Enrolment.objects.filter(pk__in=[e.pk for e in approved], state=State.APPROVED)
        release = publicity.publish(
            program="LQJZ", enrolments=waiting, actor=actor, title=f"{year}年度“两癌”救助拟发放对象公示"
        )
        publicity.object_to(
            release=release, actor=actor, enrolment=approved[0], channel="电话", objector="群众",
            content="来电反映该户在城区有两套住房，请核实家庭困难情况。",
        )  # fmt: skip
    return release.number
