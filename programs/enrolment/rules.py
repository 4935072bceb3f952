"""The sentences of the database rules about enrolments and releases."""

from django.utils.translation import gettext_lazy as _

from registry.core.errors import register_rules

register_rules(
    {
        "enrolment_one_open_per_program": _(
            "She is in this program already. Open that enrolment instead of a new one."
        ),
        "enrolment_once_in_a_lifetime": _(
            "This relief is given once in a lifetime, and she had it or is applying for it."
        ),
        "enrolment_exclusive": _("She is in a program that excludes this one. It must end first."),
        "enrolment_period": _("The end can't be before the beginning."),
        "enrolment_stays": _("Program and place of an enrolment stay. End it, and enrol her anew where she belongs."),
        "enrolment_of_someone": _("This person isn't registered any more. Look for her again."),
        "by_rules_of_its_program": _("What is decided in a program is decided under its rules."),
        "by_an_account": _("Whoever acts needs an account. Sign in again."),
        "decision_scope_is_the_enrolments": _("Program and place are those of the enrolment."),
        "enrolment_exit_has_reason": _("Say why and from when the enrolment ends."),
        "enrolment_level_while_under_review": _("An application under review must be with an office."),
        "enrolment_moves_by_decision": _("An application moves on by a decision, one step at a time. Reload the page."),
        "enrolment_publicity_stood": _("Its publicity list hasn't stood its days yet, or an objection to it is open."),
        "enrolment_reopened": _("What has ended goes on only when the merge that ended it is undone."),
        "person_leaves_enrolments": _(
            "One of the two is in a program or an area that your account doesn't cover. Ask a colleague whose account "
            "does, in the county or the city, to merge them."
        ),
        "enrolment_signed": _("An application bears the name of whoever makes and submits it."),
        "enrolment_answers_frozen": _("It is under review: its answers can't change now."),
        "decision_of_its_step": _("This account doesn't decide the step where the application is."),
        "decision_one_step_each": _(
            "You decided on this application at another step. A colleague must decide on it here."
        ),
        "enrolment_enrolment_states": _("This enrolment can't do that any more. Reload the page."),
        "decision_signed_by_actor": _("A decision bears the name of whoever makes it."),
        "decision_not_on_own_submission": _("You submitted this application. A colleague must decide on it."),
        "release_form_allowed": _("This program may not be published in that form."),
        "release_small_count": _("A number below five could point at a family. It must be left out."),
        "release_period": _("The last day can't be before the first."),
        "release_never_is_never": _("This program may never be published."),
        "enrolment_release_states": _("This list is down already."),
        "release_stands_its_days": _("A list stands the days that the rules ask for, and doesn't come down before."),
        "release_not_backdated": _("A list can't begin in the past. If it stood on paper, say where."),
        "release_frozen": _("What was released doesn't change. Revoke it, and publish a new one."),
        "release_fingerprint": _("The rows aren't those that the fingerprint was made of."),
        "release_rows_stand": _("The list is still standing; its rows stay."),
        "release_whole": _("A release needs rows for everyone that it says it is about."),
        "release_totals_once": _("Totals of this program stand already. Wait until they are down, or revoke them."),
        "release_totals_whole": _(
            "Totals count everyone in the program and your area; somebody came or left meanwhile. Preview them again."
        ),
        "release_names_no_child": _("Children never stand on a list."),
        "release_revoked_with_reason": _("Say why the release is revoked."),
        "releasemember_fits": _(
            "Only approved applications of the program stand on its list, and nobody is added later."
        ),
        "objection_frozen": _("What was objected, and an answer that was given, stay as they are."),
        "objection_answered": _("Answer the objection before you close it."),
    }
)
