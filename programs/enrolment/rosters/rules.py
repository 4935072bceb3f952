"""The sentences of the database rules about rosters."""

from django.utils.translation import gettext_lazy as _

from registry.core.errors import register_rules

register_rules(
    {
        "stagedrow_taken_stays": _("This row is in already. Change the person or the enrolment itself."),
        "stagedrow_taken_is_whole": _("A row that is in says whom it made or changed."),
        "stagedrow_verdict_known": _("A row of a roster has no such verdict."),
        "taken_back_with_its_roster": _(
            "What a roster brought is taken back with that roster. Open the roster and undo it there."
        ),
        "rosterimport_built_on": _(
            "Something has been built on this import, so it can't be undone as a whole. See what stands in the way."
        ),
        "recognition_once": _("It was decided already whether the row is this person."),
        "likeness_once": _("It was decided already whether these two rows are one person."),
        "likeness_in_order": _(
            "Of two rows that are compared, the smaller key comes first; a row isn't compared with itself."
        ),
        "rostermapping_once": _("The columns of files of this shape were named already."),
    }
)
