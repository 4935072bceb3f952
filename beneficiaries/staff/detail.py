"""A person's page, and the reveal of a number on it."""

from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import Http404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from beneficiaries import panels
from beneficiaries.identity.dates import today
from beneficiaries.identity.disability import DisabilityKind, DisabilityLevel
from beneficiaries.identity.ethnic_groups import EthnicGroup
from beneficiaries.identity.relations import Relation as Kinship
from beneficiaries.models import Disability, Merge, Move, Pair, PayAccount, Person, Phone, Relation
from beneficiaries.services.merging import suggested
from beneficiaries.staff.chronicle import chronicle
from beneficiaries.staff.fields import refuse
from registry.core import audit, roles
from registry.core.errors import Refusal
from registry.core.models import AccessLog, Area
from registry.core.staff.views import StaffView

PEOPLE = (reverse_lazy("people:index"), _("People"))

# What can be revealed: (model, field, what it is called).
REVEALED = {
    "id": (Person, "id_number", _("ID number")),
    "phone": (Phone, "number", _("Phone")),
    "account": (PayAccount, "number", _("Account")),
    "relative-id": (Relation, "id_number", _("ID number of a relative")),
    "relative-phone": (Relation, "phone", _("Phone of a relative")),
    "certificate": (Disability, "certificate", _("Disability certificate")),
}


def person_or_404(pk: UUID) -> Person:
    """The person, where the scope holds them. Who is outside does not exist, in the same words."""
    person = Person.objects.filter(pk=pk).select_related("household", "merged_into").first()
    if person is None:
        raise Http404(_("Nobody with this address is registered in your area."))
    return person


class PersonDetail(StaffView):
    action = "person.view"
    header_icon = "user"
    template_name = "people/detail.html"
    trail = [PEOPLE]

    def find(self, *, pk):
        self.person = person_or_404(pk)

    def get_page_title(self):
        return self.person.name

    def get_context_data(self, **kwargs):
        person = self.person
        context = super().get_context_data(**kwargs)
        context |= {
            "person": person,
            "facts": facts(person),
            "relations": [
                (relation, label(Kinship, relation.kind))
                for relation in person.relations.select_related("other").order_by("until", "-guardian", "kind")
            ],
            "household": members(person),
            "children": children(person),
            "hardships": person.hardships.order_by("-since"),
            "disabilities": [
                (row, label(DisabilityKind, row.kind), label(DisabilityLevel, str(row.level)))
                for row in person.disabilitys.order_by("-since")
            ],
            "consents": person.consents.order_by("-given_on"),
            "phones": person.phones.order_by("closed_on", "-preferred", "id"),
            "accounts": [
                (account, label(Kinship, account.payee_relation))
                for account in person.payaccounts.order_by("closed_on", "id")
            ],
            "moves": moves(person),
            "merges": Merge.objects.filter(Q(person=person) | Q(merged=person)).select_related("person", "merged")[:20],
            "panels": panels.rendered(self.request, person),
            "today": today(),
        }
        if roles.may(self.request.user, "duplicate.view"):
            context["doubles"] = doubles(person)
        if roles.may(self.request.user, "history.view"):
            context["history"] = chronicle(person)
        if roles.may(self.request.user, "accesslog.view"):
            context["reveals"] = reveals(person)
        return context


class Reveal(StaffView):
    """One full number, for the moment that this page is open, and on record."""

    action = "person.reveal"
    page_title = _("Show a full number")
    header_icon = "view"
    template_name = "people/reveal.html"

    class Form(forms.Form):
        purpose = forms.CharField(
            label=_("What you need it for"),
            max_length=200,
            help_text=_("Your name, the time and this purpose are kept, and auditors read them."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        )

    def find(self, *, pk, what, row):
        self.person = person_or_404(pk)
        if what not in REVEALED:
            raise Http404
        model, self.field, self.what = REVEALED[what]
        own = Q(pk=self.person.pk) if model is Person else Q(person=self.person)
        self.row = model.objects.filter(own, pk=row).first()
        if self.row is None or getattr(self.row, f"{self.field}_sealed") is None:
            raise Http404

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def get_trail(self):
        return [PEOPLE, (reverse_lazy("people:detail", args=[self.person.pk]), self.person.name)]

    def get(self, request, *args, **kwargs):
        return self.shown(self.Form())

    def post(self, request, *args, **kwargs):
        form, number = self.Form(request.POST), None
        if form.is_valid():
            try:
                number = audit.reveal(
                    row=self.row, field=self.field, actor=request.user, purpose=form.cleaned_data["purpose"]
                )
            except Refusal as refusal:
                refuse(form, refusal)
        return self.shown(form, number=number)

    def shown(self, form, *, number: str | None = None):
        return self.render_to_response(
            self.get_context_data(form=form, number=number, person=self.person, what=self.what)
        )


def facts(person: Person) -> list[tuple[str, str]]:
    """Label and value of what the identity section says in plain text."""
    living = Area.objects.filter(code=person.area).values_list("full_name", flat=True).first()
    hukou = person.hukou_area and (
        Area.objects.filter(code=person.hukou_area).values_list("full_name", flat=True).first() or person.hukou_area
    )
    return [
        (_("Person code"), person.code),
        (_("Sex"), person.get_sex_display()),
        (_("Date of birth"), person.birth_date),
        (_("Ethnic group"), label(EthnicGroup, person.ethnic_group)),
        (_("Lives in"), f"{living or person.area} {person.address}".strip()),
        (_("Kind of hukou"), person.get_hukou_kind_display()),
        (_("Hukou area"), hukou),
        (_("Public employee"), _("yes") if person.public_employee else ""),
        (_("Note"), person.note),
    ]


def label(choices, code: str) -> str:
    return choices(code).label if code in choices.values else code


def members(person: Person) -> list[tuple[Person, str]]:
    if not person.household_id:
        return []
    others = person.household.members.current().exclude(pk=person.pk).order_by("relation_to_head", "birth_date")
    return [(other, label(Kinship, other.relation_to_head)) for other in others]


def children(person: Person) -> list[tuple[Person, str]]:
    """The people to whom this one, being registered, is a relative."""
    related = Relation.objects.filter(other__in=person.records, until__isnull=True).select_related("person")
    return [(relation.person, label(Kinship, relation.kind)) for relation in related[:50]]


def doubles(person: Person) -> list[tuple[Person, Person, Person]]:
    """Who may be the same person: (the other, and which of the two to keep and which to merge)."""
    pairs = Pair.objects.open().about(person).select_related("first", "second").order_by("-weight")[:5]
    return [
        (pair.second if pair.first_id == person.pk else pair.first, *suggested(pair.first, pair.second))
        for pair in pairs
    ]


def moves(person: Person):
    found = list(Move.objects.filter(person__in=person.records).order_by("-moved_on", "-id"))
    codes = {code for move in found for code in (move.source, move.target)}
    names = dict(Area.objects.filter(code__in=codes).values_list("code", "full_name"))
    return [
        (move, names.get(move.source, move.source), names.get(move.target, move.target) or _("outside the city"))
        for move in found
    ]


def reveals(person: Person):
    ids = [person.pk]
    for related in (person.phones, person.payaccounts, person.relations, person.disabilitys):
        ids += related.values_list("pk", flat=True)
    names = {(model._meta.label_lower, field): what for model, field, what in REVEALED.values()}
    rows = AccessLog.objects.filter(object_id__in=ids).select_related("account")[:100]
    return [(row, names.get((row.subject, row.field), row.field)) for row in rows]
