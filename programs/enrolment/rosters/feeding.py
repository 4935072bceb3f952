"""Where the columns of a row go: facts about the person, her family, hardship and account; the rest are answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from beneficiaries.identity.relations import PARENTS, Relation
from beneficiaries.services.intake import NewAccount, NewHardship, NewPerson, NewPhone, NewRelation
from programs.enrolment.rosters.columns import PERSON_CODE, Column
from registry.core.errors import Refusal

# What forms call what the registry keeps as nothing out of the ordinary.
SITUATIONS = {"caring": ""}
SELF = ("本人", "本人户名")  # in the column of the payee's name
KINDS = {"father": Relation.FATHER.value, "mother": Relation.MOTHER.value}


class Fed:
    """The facts of one row, as its columns bring them. `on`: since when they hold where the row doesn't say; `columns`:
    which column would bring a fact that the row doesn't have."""

    def __init__(self, *, on: date, columns: Mapping[str, str]):
        self._on, self._bringing = on, columns
        self.person_code = ""
        self.answers: dict[str, Any] = {}
        self._person: dict[str, Any] = {}
        self._hardship: dict[str, Any] = {}
        self._account: dict[str, Any] = {}
        self._relations: dict[str, dict[str, Any]] = {}
        # Which column brought a fact, for refusals.
        self._columns: dict[str, str] = {}

    def take(self, column: Column, value: Any) -> None:
        kind = column.kind
        if not kind:
            if column.code == PERSON_CODE.code:
                self.person_code = value
            else:
                self.answers[column.code] = value
            return
        self._columns[column.feeds] = column.code
        if kind == "person":
            self._person[column.fact] = value
        elif kind == "hardship":
            self._hardship[column.fact] = value
        elif kind == "account":
            self._account[column.fact] = value
        else:
            self._relations.setdefault(column.who, {})[column.fact] = value

    def imply(self, column: Column, value: Any) -> None:
        """Take what the row says by implication, unless it says something itself, or nothing of whom it is about."""
        said = column.feeds in self._columns if column.feeds else column.code in self.answers
        nobody = column.path[0] == "relation" and not self._relations.get(column.path[1], {}).get("name")
        if not said and not nobody:
            self.take(column, value)

    @property
    def columns_by_fact(self) -> dict[str, str]:
        """Which column brought each fact: "person.sex" → "sex"."""
        return self._columns

    def fact(self, name: str) -> Any:
        """What the row says of the person ("name"); None where it says nothing."""
        return self._person.get(name)

    def person(self, *, row: int, otherwise: Mapping[str, Any] | None = None) -> NewPerson:
        """`otherwise` has facts to take where the row brings none. Raises Refusal: required, with `field` the code of
        the column."""
        facts = {**(otherwise or {}), **self._person}
        phones = facts.pop("phone", ())
        note = facts.get("note", "")
        return NewPerson(
            **facts,
            no_id_reason=note if facts.get("id_type") == "none" else "",
            phones=[NewPhone(number=number, preferred=i == 0) for i, number in enumerate(phones)],
            accounts=self._accounts(),
            relations=self._relatives(born=facts.get("birth_date")),
            hardships=self._hardships(),
            row=row,
        )

    def _accounts(self) -> list[NewAccount]:
        facts = self._account
        if "number" not in facts:
            return []
        return [
            NewAccount(
                number=facts["number"],
                payee="" if facts.get("payee") in SELF else facts.get("payee", ""),
                payee_relation=facts.get("relation", Relation.SELF.value),
                bank=facts.get("bank", ""),
                branch=facts.get("branch", ""),
            )
        ]

    def _hardships(self) -> list[NewHardship]:
        facts = self._hardship
        if "category" not in facts:
            return []
        return [
            NewHardship(
                category=facts["category"], since=facts.get("since", self._on), evidence=facts.get("evidence", "")
            )
        ]

    def _relatives(self, *, born: date | None) -> list[NewRelation]:
        """One relation for each relative; a guardian who is the father or mother is that relative, as guardian."""
        people = {who: facts for who, facts in self._relations.items() if facts.get("name")}
        for who, facts in self._relations.items():
            if who in KINDS and not facts.get("name") and facts.get("situation"):
                raise self._missing(who, "name")
        guardians: dict[str, bool] = {}
        for who in ("guardian", "carer"):
            facts = people.get(who)
            same = facts and next((p for p in KINDS if people.get(p, {}).get("name") == facts["name"]), None)
            if same:
                people[same] = {**{k: v for k, v in facts.items() if k != "relation"}, **people[same]}
                guardians[same] = True
                del people[who]
        return [
            NewRelation(
                kind=KINDS.get(who) or facts.get("relation") or Relation.OTHER_KIN.value,
                name=facts["name"],
                since=facts.get("agreement_on")
                or (born if born and (who in KINDS or facts.get("relation") in PARENTS) else self._on),
                guardian=guardians.get(who, who == "guardian"),
                entrusted=who == "carer",
                id_number=facts.get("id_number", ""),
                phone=next(iter(facts.get("phone", ())), ""),
                workplace=facts.get("workplace", ""),
                situation=SITUATIONS.get(facts.get("situation", ""), facts.get("situation", "")),
                situation_since=facts.get("since"),
                proof=facts.get("proof", ""),
            )
            for who, facts in people.items()
        ]

    def _missing(self, who: str, name: str) -> Refusal:
        column = self._bringing.get(f"relation.{who}.{name}", f"{who}_{name}")
        return Refusal("required", _("This is needed. Fill it in."), field=column)
