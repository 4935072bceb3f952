"""Registering someone: a form that warns before it saves."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from beneficiaries.identity import dates, resident_id
from beneficiaries.models import Person
from beneficiaries.services.change import change_person
from beneficiaries.services.duplicates import likely_duplicates
from beneficiaries.services.register import register_apart
from beneficiaries.services.uniqueness import check_free
from beneficiaries.staff.detail import person_or_404
from beneficiaries.staff.fields import refuse
from beneficiaries.staff.forms import AddForm, ChangeForm
from registry.core import vault
from registry.core.errors import Refusal
from registry.core.staff.views import ActionRequired, StaffView, View

PEOPLE = (reverse_lazy("people:index"), _("People"))


class PersonAdd(StaffView):
    action = "person.register"
    page_title = _("Register a person")
    header_icon = "user"
    template_name = "people/add.html"
    trail = [PEOPLE]

    def get(self, request, *args, **kwargs):
        typed = request.GET.get("name", "")
        return self.render_to_response(self.get_context_data(form=AddForm(initial={"name": typed})))

    def post(self, request, *args, **kwargs):
        form = AddForm(request.POST)
        likely = []
        if form.is_valid():
            data = form.cleaned_data
            try:
                check_number(data["id_number"])
                likely = likely_duplicates(
                    name=data["name"],
                    birth_date=data["birth_date"],
                    id_number=data["id_number"],
                    phone=data["phone"],
                    area=data["area"],
                )
                if not likely or data["confirmed"]:
                    person = register_apart(form.new_person(on=dates.today()), likely, actor=request.user)
                    messages.success(
                        request,
                        _("%(name)s is registered: %(code)s.") % {"name": person.name, "code": person.code},
                    )
                    return redirect("people:detail", pk=person.pk)
            except Refusal as refusal:
                refuse(form, refusal, names=AddForm.PLACES)
        return self.render_to_response(self.get_context_data(form=form, likely=likely))


class PersonCheck(ActionRequired, View):
    """What the form asks while someone types: who it may be already, and what the number says."""

    action = "person.register"
    http_method_names = ["post"]

    def post(self, request):
        typed = {name: request.POST.get(name, "") for name in ("name", "id_number", "phone", "area", "birth_date")}
        answer: dict[str, str] = {}
        born = None
        try:
            born = dates.parse(typed["birth_date"]) if typed["birth_date"] else None
        except Refusal:
            pass
        if typed["id_number"]:
            try:
                read = resident_id.parse(typed["id_number"])
                born = read.birth_date
                answer |= {"sex": read.sex, "birth_date": born.isoformat(), "region": read.region_name}
                check_number(typed["id_number"])
            except Refusal as refusal:
                answer["refusal"] = str(refusal)
        likely = likely_duplicates(
            name=typed["name"],
            birth_date=born,
            id_number=typed["id_number"],
            phone=typed["phone"],
            area=typed["area"],
        )
        answer["html"] = render_to_string("people/likely.html", {"likely": likely}, request=request)
        return JsonResponse(answer)


def check_number(id_number: str) -> None:
    if id_number:
        check_free(vault.blind_index(resident_id.canonical(id_number), kind="id"))


class PersonChange(StaffView):
    action = "person.change"
    page_title = _("Correct")
    header_icon = "edit"
    template_name = "people/change.html"

    def get_trail(self):
        return [PEOPLE, (reverse_lazy("people:detail", args=[self.person.pk]), self.person.name)]

    def find(self, *, pk):
        self.person: Person = person_or_404(pk)

    def get(self, request, *args, **kwargs):
        form = ChangeForm(person=self.person)
        return self.render_to_response(self.get_context_data(form=form, person=self.person))

    def post(self, request, *args, **kwargs):
        form = ChangeForm(request.POST, person=self.person)
        if form.is_valid():
            try:
                change_person(
                    person=self.person, actor=request.user, reason=form.cleaned_data["reason"], **form.changes()
                )
            except Refusal as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, _("Corrected."))
                return redirect("people:detail", pk=self.person.pk)
        return self.render_to_response(self.get_context_data(form=form, person=self.person))
