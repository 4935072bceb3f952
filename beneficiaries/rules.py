"""The sentences of the database rules about people."""

from django.utils.translation import gettext_lazy as _

from registry.core.errors import register_rules

register_rules(
    {
        "person_one_per_id": _(
            "Someone with this ID number is already registered. Search for the number and open that person."
        ),
        "person_id_or_reason": _("Give an ID number, or say why there is none."),
        "person_sex_code": _("Sex must be one of the codes of GB/T 2261.1."),
        "person_born_before_death": _("The date of death can't be before the date of birth."),
        "phone_once_per_person": _("This person has that phone number already."),
        "payaccount_once_per_person": _("This person has that account already."),
        "hardship_period": _("The end can't be before the beginning."),
        "disability_period": _("The end can't be before the beginning."),
        "relation_period": _("The end can't be before the beginning."),
        "pair_signed": _("A decision about a pair bears the name of whoever makes it."),
        "pair_once": _("This pair is in the list already."),
        "merge_signed": _("A merge bears the name of whoever makes or undoes it."),
        "merge_once": _("This record was merged already. Reload the page."),
        "person_merged_by_record": _("A record becomes part of another by a merge, and stands again by undoing it."),
        "person_merge_is_flat": _(
            "A record can't be merged into one that was merged itself. Open the one that is left."
        ),
        "row_of_merged_record": _("This record was merged into another. Open that one, and write it there."),
        "person_stays": _("Who a person is stays. Merge the two records instead."),
        "row_follows_merge": _("What belongs to a person goes to another record only when the two are merged."),
        "relation_not_self": _("A person can't be their own relative."),
    }
)
