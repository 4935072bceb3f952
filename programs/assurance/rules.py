"""The sentences of the database rules about findings."""

from django.utils.translation import gettext_lazy as _

from registry.core.errors import register_rules

register_rules(
    {
        "assurance_finding_states": _("This finding can't go there any more. Reload the page."),
        "finding_moves_by_remark": _("Say why: a finding changes by a remark of whoever changes it."),
        "finding_facts_are_the_rules": _("What a finding says comes from its rule and can't be changed by hand."),
        "finding_judged_by_auditor": _("An auditor decides what becomes of a finding. Leave a remark instead."),
        "finding_not_by_its_own_hands": _(
            "You made, approved or sent a batch that this finding is about. Another auditor must decide on it."
        ),
        "finding_once": _("This was found already."),
        "finding_money_positive": _("Money at stake can't be below zero."),
        "remark_signed": _("A remark bears the name of whoever makes it."),
        "remark_says_why": _("Say why, in a few words."),
        "figure_has_document": _("Name the document that the figures come from."),
        "batch_held_by_finding": _(
            "A finding of the auditors holds this batch back. Have it explained or put right first."
        ),
    }
)
