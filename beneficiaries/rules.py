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
        "relation_not_self": _("A person can't be their own relative."),
    }
)
