"""The application form, made from the definition, with what the criteria say beside it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Person
from programs.catalogue import criteria
from programs.catalogue.models import Program, Shape
from programs.catalogue.services import rules as rules_service
from programs.enrolment.forms import ApplicationForm
from programs.enrolment.models import Enrolment
from programs.enrolment.services import application, eligibility
from registry.core import roles
from registry.core.errors import Refusal
from registry.core.staff.views import StaffView


class FormPage(StaffView):
    action = "enrolment.apply"
    header_icon = "form"
    template_name = "enrolments/apply.html"

    def get_context_data(self, **kwargs):
        outcomes = self.outcomes()
        return super().get_context_data(
            form=kwargs.pop("form", None) or self.form(),
            person=self.person,
            program=self.program,
            rules=self.rules,
            outcomes=outcomes,
            verdict=criteria.verdict(outcomes),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    enrolment = self.save(form)
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                return redirect("enrolments:detail", pk=enrolment.pk)
        return self.render_to_response(self.get_context_data(form=form))


class Apply(FormPage):
    """A new application of a person for a program."""

    @cached_property
    def person(self) -> Person:
        return get_object_or_404(Person, pk=self.kwargs["person_pk"])

    @cached_property
    def program(self) -> Program:
        program = get_object_or_404(Program, pk=self.kwargs["code"], shape=Shape.ENROLMENT)
        if not roles.may(self.request.user, "enrolment.apply", program=program.pk):
            raise PermissionDenied
        return program

    @cached_property
    def rules(self):
        return rules_service.in_force(program=self.program.pk, on=timezone.localdate())

    def get_page_title(self):
        return _("Apply for %(program)s") % {"program": self.program}

    def get_page_subtitle(self):
        return self.person.name

    def get_trail(self):
        return [(reverse("people:detail", args=[self.person.pk]), self.person.name)]

    def form(self, data=None) -> ApplicationForm:
        return ApplicationForm(data, definition=self.rules.parsed, person=self.person, on=timezone.localdate())

    def outcomes(self):
        return eligibility.judge(person=self.person, program=self.program.pk, rules=self.rules)

    def save(self, form) -> Enrolment:
        enrolment = application.apply(
            actor=self.request.user, person=self.person, program=self.program, answers=form.given()
        )
        messages.success(self.request, _("The draft is saved. Add the documents, then submit it."))
        return enrolment


class ChangeAnswers(FormPage):
    """The answers of a draft, or of an application that was sent back."""

    @cached_property
    def enrolment(self) -> Enrolment:
        enrolment = get_object_or_404(
            Enrolment.objects.select_related("person", "program", "rules"), pk=self.kwargs["pk"]
        )
        if enrolment.state not in application.EDITABLE:
            raise Http404
        return enrolment

    person = property(lambda self: self.enrolment.person)
    program = property(lambda self: self.enrolment.program)
    rules = property(lambda self: self.enrolment.rules)

    def get_page_title(self):
        return _("%(program)s: answers") % {"program": self.program}

    def get_page_subtitle(self):
        return self.person.name

    def get_trail(self):
        return [
            (reverse("enrolments:index"), _("Applications")),
            (reverse("enrolments:detail", args=[self.enrolment.pk]), self.person.name),
        ]

    def form(self, data=None) -> ApplicationForm:
        return ApplicationForm(
            data, definition=self.rules.parsed, person=self.person, on=self.enrolment.applied_on,
            enrolment=self.enrolment,
        )  # fmt: skip

    def outcomes(self):
        return eligibility.judge(enrolment=self.enrolment)

    def save(self, form) -> Enrolment:
        enrolment = application.change_answers(enrolment=self.enrolment, actor=self.request.user, answers=form.given())
        messages.success(self.request, _("The answers are saved."))
        return enrolment
