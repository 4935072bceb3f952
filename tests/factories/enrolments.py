"""Programs small enough to read in a test, the offices of a place, and applications on their way up the chain."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from django.core.files.base import ContentFile

from beneficiaries.identity import resident_id
from beneficiaries.models import Hardship, Person
from beneficiaries.services.intake import NewHardship
from beneficiaries.services.register import register_person
from programs.catalogue.models import Exclusion, Program
from programs.catalogue.services.rules import add_version
from programs.enrolment.models import Enrolment
from programs.enrolment.services import application, documents, review
from registry.core import scope
from registry.core.models import Account
from tests.factories.accounts import make_account

_numbers = count(1)
VILLAGE = "341802001001"
LEVELS = {"village": 12, "township": 9, "county": 6, "city": 4}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
CHAIN = ("village", "township", "county", "city")


def text(zh: str, en: str) -> dict:
    return {"zh": zh, "en": en}


def definition(
    *,
    chain=CHAIN,
    form="list",
    days=7,
    benefit=None,
    criteria=None,
    fields=None,
    shared=(),
    documents=("form",),
    exit_reasons=None,
    payment=None,
) -> dict:
    """The data of a version of rules: a woman, two questions, one paper, four steps, a list of seven days."""
    return {
        "fields": fields
        if fields is not None
        else [
            {"code": "cause", **text("原因", "Cause"), "kind": "text", "required": True},
            {"code": "members", **text("家庭人口", "Members"), "kind": "integer", "min": "1", "max": "30"},
        ],
        "shared": list(shared),
        "documents": [{"code": code, **text("申请表", "Form"), "types": ["pdf", "png"]} for code in documents],
        "criteria": criteria
        if criteria is not None
        else [
            {
                "code": "woman", **text("妇女", "A woman"), "test": {"fact": "person.sex", "is": "2"},
                "failing": text("只面向妇女。", "For women only."),
            }
        ],
        "chain": [{"level": level, **text("审核", "Checks"), "working_days": 5} for level in chain],
        "benefit": benefit or {"kind": "once", "amount": "1000"},
        "publicity": {"form": form, "days": days, "columns": ["name", "township", "amount"], "phone": "0563-12338"}
        if form == "list"
        else {"form": form},
        "payment": {"memo": text("救助", "Relief")} | (payment or {}),
        "exit_reasons": [
            {"code": "moved", **text("迁出", "Moved")}, {"code": "died", **text("死亡", "Died")},
            {"code": "paid", **text("已发放", "Paid")},
        ] if exit_reasons is None else exit_reasons,
    }  # fmt: skip


def make_program(code="TA", *, form="list", group="", excludes=(), valid_from=date(2010, 1, 1), **parts) -> Program:
    """A program with one version of rules. `parts` go to `definition`."""
    with scope.entered(scope.CATALOGUE_KEEPER):
        program = Program.objects.create(
            code=code, name_zh=f"项目{code}", name_en=f"Program {code}", shape="enrolment", bureau="fulian",
            public_form=form, lifetime_group=group,
        )  # fmt: skip
        for other in excludes:
            first, second = sorted((code, other))
            Exclusion.objects.create(first_id=first, second_id=second)
        add_version(
            program=program, definition=definition(form=form, **parts), valid_from=valid_from, document="测试文件1号",
            note="test", actor=None,
        )  # fmt: skip
    return program


@dataclass
class Offices:
    """Who works where on one village's applications: `caseworker` applies, `reviewers[level]` decide."""

    village: str
    caseworker: Account
    reviewers: dict[str, Account] = field(default_factory=dict)

    @property
    def manager(self) -> Account:
        return self.reviewers["city"]


def make_offices(village: str = VILLAGE, programs: tuple[str, ...] = ("*",)) -> Offices:
    return Offices(
        village=village,
        caseworker=make_account("caseworker", village[:9], programs),
        reviewers={
            level: make_account("manager" if level == "city" else "reviewer", village[:length], programs)
            for level, length in LEVELS.items()
        },
    )


@contextmanager
def as_(account: Account):
    """In the scope of the account, as its request would be."""
    with scope.entered(scope.of(account)):
        yield account


def make_woman(actor: Account, *, area: str = VILLAGE, birth_date=date(1975, 5, 5), name="", sex="2", **rest) -> Person:
    number = next(_numbers)
    return register_person(
        actor=actor, name=name or "王秀英", sex=sex, birth_date=birth_date, area=area,
        id_number=resident_id.make(
            region="342501", birth_date=birth_date, sequence=number % 500, sex=sex
        ),
        hardships=[NewHardship(category=Hardship._meta.get_field("category").choices[0][0], since=date(2012, 1, 1))],
        **rest,
    )  # fmt: skip


def make_draft(offices: Offices, *, program="TA", person=None, answers=None, on=None) -> Enrolment:
    with as_(offices.caseworker) as actor:
        person = person or make_woman(actor, area=offices.village)
        answers = {"cause": "重病", "members": "3"} if answers is None else answers
        return application.apply(actor=actor, person=person, program=program, answers=answers, on=on)


def hand_in(enrolment: Enrolment, actor: Account, *, kind="form", content: bytes = PDF, name="扫描件.pdf"):
    return documents.add(enrolment=enrolment, kind=kind, upload=ContentFile(content, name=name), actor=actor)


def make_submitted(offices: Offices, *, on=None, **rest) -> Enrolment:
    enrolment = make_draft(offices, on=on, **rest)
    with as_(offices.caseworker) as actor:
        hand_in(enrolment, actor)
        return application.submit(enrolment=enrolment, actor=actor, on=on)


def pass_up(enrolment: Enrolment, offices: Offices, *, until: str = "", on=None) -> Enrolment:
    """Passed on by each office in turn, up to (not with) the level `until`; '' goes all the way."""
    while enrolment.state == "submitted" and enrolment.level != until:
        with as_(offices.reviewers[enrolment.level]) as actor:
            enrolment = review.pass_on(enrolment=enrolment, actor=actor, on=on)
    return enrolment


def make_approved(offices: Offices, **rest) -> Enrolment:
    return pass_up(make_submitted(offices, **rest), offices)
