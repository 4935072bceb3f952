"""Applications, and their way up the chain: each act by the account of the office whose turn it is."""

from dataclasses import dataclass
from datetime import date, timedelta

from beneficiaries.models import Person
from beneficiaries.services.intake import NewAccount, NewHardship, NewPhone, NewRelation
from beneficiaries.services.register import register_person
from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment
from programs.enrolment.services import application, review
from registry.city import papers, staff
from registry.city.building import acting
from registry.city.people import Resident
from registry.core.models.area import CODE_LENGTH, Level
from registry.core.roles import Role

STEP = timedelta(days=9)  # between one office and the next


@dataclass(frozen=True)
class Applicant:
    """Someone of a village or township who applies, and what is written on the form."""

    person: Resident
    area: str
    program: str
    answers: dict
    on: date
    hardship: str = "dibao"
    account: str = ""
    guardian: bool = False
    parents: tuple[tuple[str, str, date], ...] = ()


def register(applicant: Applicant) -> Person:
    """Written down by the caseworker of her own office."""
    someone = applicant.person
    with acting(desk(applicant)) as actor:
        return register_person(
            actor=actor, name=someone.name, area=applicant.area, sex=someone.sex, birth_date=someone.born,
            id_number=someone.id_number, hukou_kind="rural", hukou_area=applicant.area, address=someone.address,
            phones=[NewPhone(number=someone.phone, preferred=True)] if someone.phone else (),
            accounts=_account(applicant), relations=_family(applicant),
            hardships=[NewHardship(category=applicant.hardship, since=applicant.on - timedelta(days=400))],
        )  # fmt: skip


def draft(applicant: Applicant) -> Enrolment:
    person = register(applicant)
    with acting(desk(applicant)) as actor:
        return application.apply(
            actor=actor, person=person, program=applicant.program, answers=applicant.answers, on=applicant.on
        )


def submit(applicant: Applicant) -> Enrolment:
    enrolment = draft(applicant)
    with acting(desk(applicant)) as actor:
        papers.hand_in(enrolment, actor=actor)
        return application.submit(enrolment=enrolment, actor=actor, on=applicant.on)


def pass_up(enrolment: Enrolment, *, to: str = "") -> Enrolment:
    """Passed on office by office, until it is with the office of level `to`; without it, to the end."""
    on = enrolment.applied_on
    while enrolment.state == State.SUBMITTED and enrolment.level != to:
        on = min(on + STEP, date.today())
        with acting(reviewer(enrolment)) as actor:
            enrolment = review.pass_on(enrolment=enrolment, actor=actor, reason="材料齐全，情况属实。", on=on)
    return enrolment


def desk(applicant: Applicant) -> str:
    """The caseworker of the place."""
    return staff.post(Role.CASEWORKER, applicant.area, applicant.program)


def reviewer(enrolment: Enrolment) -> str:
    """Who decides the step where the application is."""
    office = enrolment.area[: CODE_LENGTH[Level(enrolment.level)]]
    return staff.post(Role.REVIEWER, office, enrolment.program_id)


def _account(applicant: Applicant) -> list[NewAccount]:
    if not applicant.account:
        return []
    if not applicant.guardian:
        return [NewAccount(number=applicant.account, branch="中国农业银行宣城分行")]
    carer = applicant.person.carer
    return [
        NewAccount(
            number=applicant.account, payee=carer.name, payee_relation=applicant.person.carer_relation,
            branch="中国农业银行宣城分行",
        )
    ]  # fmt: skip


def _family(applicant: Applicant) -> list[NewRelation]:
    someone = applicant.person
    found = []
    for kind, situation, since in applicant.parents:
        parent = someone.father if kind == "51" else someone.mother
        found.append(
            NewRelation(
                kind=kind, name=parent.name, since=someone.born, id_number=parent.id_number, situation=situation,
                situation_since=since,
            )
        )  # fmt: skip
    if applicant.guardian and someone.carer:
        found.append(
            NewRelation(
                kind=someone.carer_relation, name=someone.carer.name, since=someone.born, guardian=True,
                id_number=someone.carer.id_number, phone=someone.phone,
            )
        )  # fmt: skip
    return found
