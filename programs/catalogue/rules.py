"""The sentences of the catalogue's database rules."""

from django.utils.translation import gettext_lazy as _

from registry.core.errors import register_rules

register_rules(
    {
        "program_public_form": _("The public form must be list, totals or never."),
        "program_public_form_stricter": _("A program may become less public, never more."),
        "exclusion_once": _("These two programs exclude each other already."),
        "rules_version_once": _("Someone saved a version at the same time. Look at theirs, then save again."),
        "rules_digest_once": _("These rules are the same as a version that exists. Nothing was changed."),
        "fund_area_once": _("The fund may be spent in this place already."),
        "fund_program_once": _("The fund pays for this program already."),
    }
)
