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
        "batch_maker_is_not_approver": _("You made this batch. Others check and approve it."),
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
        "approval_once_per_person": _("You have signed this batch. Another account must go on."),
        "approval_in_its_turn": _("This signature isn't due. Reload the page: someone may have been faster."),
        "approval_signed_by_actor": _("A signature bears the name of whoever signs."),
        "approval_step_known": _("There is no such step."),
        "batch_signer_is_no_kin": _(
            "Someone in this batch is you or a relative of yours on record. Leave it to a colleague."
        ),
        "batch_checked_by_someone": _("Another account than the maker's must check the batch first."),
        "batch_approved_by_enough": _("More accounts must approve a batch of this amount."),
        "batch_sent_back_with_reason": _("Say why the batch is sent back."),
        "approvalrule_for_later": _("A rule about approvals holds from tomorrow at the earliest."),
        "approvalrule_signed_by_actor": _("A rule bears the name of whoever makes it."),
        "approvalrule_has_document": _("Give the number of the document that the rule is from."),
        "payment_replaced_once": _("This is being paid again already."),
        "payment_reissue_stands": _("What is paid again stays with the batch that pays it."),
        "payment_returned_by_a_transfer": _("A payment comes back on a day, for a reason, by a return in the ledger."),
        "payment_released_by_a_transfer": _("What isn't paid again goes back to the fund, with a reason."),
        "payment_answered_for": _("Only the bank's answer says what became of a payment."),
        "answer_file_once": _("This file of the bank's was here already."),
        "answer_posted_by_someone": _("Say who took over the bank's answer."),
        "answer_of_its_batch": _("There is an answer only to a batch that was sent."),
        "answer_stays": _("What was taken over of the bank's answer stays."),
        "answer_signed_by_actor": _("An answer bears the name of whoever records it."),
        "answerrow_of_its_batch": _("This row is about another batch."),
        "answerrow_counts_whole": _("A row that counts says which payment, what became of it and when."),
        "omission_once": _("This one is listed as left out already."),
    }
)
