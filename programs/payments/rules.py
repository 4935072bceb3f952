"""The sentences of the database rules about payments."""

from django.utils.translation import gettext_lazy as _

from registry.core.errors import register_rules

register_rules(
    {
        "entitlement_once_per_period": _("This period has been worked out already."),
        "entitlement_positive": _("An amount must be more than zero."),
        "entitlement_cancelled_once": _("This was taken back already."),
        "entitlement_correction_says_why": _("A correction says why."),
        "entitlement_mirrors_original": _("A correction takes back the whole of one row of the same period."),
        "entitlement_in_a_batch": _("What is in a batch can't be taken back. Cancel the batch, or recover the money."),
        "entitlement_not_below_nothing": _("Less than nothing can't be due."),
        "payment_of_what_stands": _("What was due here was corrected since. Make the batch again."),
        "receipt_of_a_receipt": _("A paper belongs to money that you entered as received."),
        "batch_fund_pays_in_area": _("This fund may not be spent in this place. Choose another fund or another place."),
        "allotment_to_another_fund": _("Choose another fund for the money to go to."),
        "allotment_above_nothing": _("An amount must be more than zero."),
        "allotment_asker_is_not_approver": _("You asked for this. Another account must decide."),
        "allotment_decided_by_someone": _("A decision bears the name of whoever decides."),
        "allotment_refused_with_reason": _("Say why, for whoever asked and for the auditors."),
        "allotment_signed_by_actor": _("A request and its decision bear the names of those who really made them."),
        "allotment_within_restrictions": _(
            "The fund that would get the money may be spent on programs or in places that the one giving it may not."
        ),
        "allotment_agrees_with_ledger": _("Money goes to another fund only as an approved transfer says."),
        "payments_allotment_states": _("This was decided already. Reload the page: someone may have been faster."),
        "paymenttally_once": _("This is counted already."),
        "budget_version_once": _("Someone changed this budget at the same time. Look at theirs, then save again."),
        "budget_not_below_nothing": _("A budget can't be below zero."),
        "budget_changed_with_reason": _("Say why the budget is changed."),
        "datedanswer_scope_is_the_enrolments": _("Program and place are those of the enrolment."),
        "batch_maker_is_not_approver": _("You made this batch. Another account must approve it."),
        "batch_approved_by_someone": _("A batch goes out only after someone approved it."),
        "batch_publicity_stood": _(
            "A payment in this batch must wait: its publicity list hasn't stood its days, or an objection is open."
        ),
        "payments_batch_states": _("This batch can't do that any more. Reload the page: someone may have been faster."),
        "payments_payment_states": _("This payment can't do that any more. Reload the page."),
        "payment_once_per_entitlement": _("This money is in another batch already."),
        "payment_number_once": _("This number is in the batch already."),
        "payment_positive": _("An amount must be more than zero."),
        "entitlement_fits_enrolment": _("What someone is due belongs to the person who is enrolled."),
        "entitlement_signed_by_actor": _("What someone is due bears the name of whoever worked it out."),
        "batch_sent_by_someone": _("Say who sent the batch to the bank."),
        "batch_cancelled_with_reason": _("Say why the batch is cancelled."),
        "batch_signed_by_actor": _("A batch bears the names of those who really made, approved and sent it."),
        "batch_fund_pays_for_program": _(
            "This fund isn't for this program. Choose another fund, or add the program to it."
        ),
        "batch_facts_frozen": _("What a batch is about can't be changed. Cancel it and make a new one."),
        "batch_total_is_the_payments": _("The batch's total isn't that of its payments. Cancel it and make a new one."),
        "batch_agrees_with_payments": _("The payments of a batch go with it, all of them."),
        "batch_agrees_with_ledger": _("The money of this batch isn't where its payments say. Nothing was changed."),
        "payment_fits_batch": _("This payment doesn't belong in this batch."),
        "omission_fits_batch": _("What was left out doesn't belong in this batch."),
        "entitlement_scope_is_the_enrolments": _("Program and place are those of the enrolment."),
        "payment_scope_is_the_enrolments": _("Program and place are those of the enrolment."),
        "omission_scope_is_the_enrolments": _("Program and place are those of the enrolment."),
        "payment_paid_by_a_transfer": _("A payment is paid on a day, by a confirmation in the ledger."),
        "payment_settled_by_its_sum": _("A confirmation must be the sum of the payments that it confirms."),
        "omission_once": _("This one is listed as left out already."),
    }
)
