"""The sentences of the ledger's database rules."""

from django.utils.translation import gettext_lazy as _

from registry.core.errors import register_rules

register_rules(
    {
        "ledgeraccount_not_overdrawn": _(
            "The fund doesn't hold that much. Ask for money to be received first, or make the batch smaller."
        ),
        "ledgeraccount_never_overdrawn": _("On that day the fund didn't hold that much yet. Choose a later date."),
        "ledgeraccount_once": _("This account exists already."),
        "ledgeraccount_kind": _("There is no such kind of account."),
        "ledgeraccount_balance_follows_legs": _("A balance follows from its transfers and can't be set by hand."),
        "ledgermonth_once": _("This month stands already."),
        "leg_not_nothing": _("An amount can't be zero."),
        "leg_once_per_account": _("A transfer touches each account once."),
        "transfer_kind": _("There is no such kind of transfer."),
        "transfer_sums_to_zero": _("What leaves one account must arrive in another."),
        "transfer_goes_its_way": _("A transfer of this kind can't move money between these accounts."),
        "receipt_since_the_fund_began": _(
            "This day lies before the fund begins. Look at the year again, or change the fund's period first."
        ),
        "transfer_mirrors_original": _("A reversal takes back the whole of one transfer, and no reversal."),
        "transfer_reversal_names_original": _("A reversal must name the transfer that it takes back."),
        "transfer_once_per_cause": _("This was posted already. Reload the page: someone may have been faster."),
        "transfer_has_legs": _("A transfer must say what leaves and what arrives."),
        "seal_follows": _("A seal must follow from the one before it. Nothing was sealed."),
        "seal_is_whole": _("A seal must hold all of its leaves. Nothing was sealed."),
        "seal_is_closed": _("This seal stands already; nothing can be put under it."),
        "transfer_signed_by_actor": _("A transfer bears the name of whoever makes it."),
    }
)
