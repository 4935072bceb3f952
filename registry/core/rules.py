"""The sentences of the ground's own database rules."""

from django.utils.translation import gettext_lazy as _

from registry.core.errors import register_rules

register_rules(
    {
        "grant_role_known": _("There is no such role."),
        "grant_one_per_role": _("This account has that role already. Change its programs instead."),
        "account_guarded": _("Accounts are changed by administrators, and nobody changes their own rights."),
        "accesslog_purpose_given": _("Say what you need the full number for."),
        "core_job_states": _("This job can't do that any more. Reload the page."),
    }
)
