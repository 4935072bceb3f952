"""What criteria may ask about enrolments: programs that someone is in, and relief that she had before.

Both see the enrolments of the scope alone; what lies outside is the database's rules' to refuse
(`enrolment_exclusive`, `enrolment_once_in_a_lifetime`).
"""

from programs.catalogue.facts import Context, FactType, register, register_join
from programs.catalogue.models import Program
from programs.catalogue.text import Text
from programs.enrolment.flows import State
from programs.enrolment.models import Enrolment

IN_IT = (State.APPROVED, State.ACTIVE, State.SUSPENDED)
IN_IT_SQL = "('approved', 'active', 'suspended')"

register_join(
    "enrolled",
    "LEFT JOIN LATERAL (SELECT array_agg(DISTINCT e.program_id::text) AS programs FROM enrolment_enrolment e "  # noqa: S608
    f"WHERE e.person_id = p.id AND e.state IN {IN_IT_SQL}) enrolled ON true",
)


def enrolled_in(c: Context) -> frozenset[str]:
    return frozenset(
        Enrolment.objects.filter(person_id=c.person.pk, state__in=IN_IT).values_list("program_id", flat=True)
    )


def earlier_relief(c: Context) -> bool:
    """Another program of the group that she is or was in, or this one, over."""
    group = Program.objects.filter(pk=c.program).values_list("lifetime_group", flat=True).first()
    if not group:
        return False
    of_group = Enrolment.objects.filter(person_id=c.person.pk, lifetime_group=group)
    return (
        of_group.filter(state=State.EXITED).exists()
        or of_group.filter(state__in=IN_IT).exclude(program_id=c.program).exists()
    )


register(
    "enrolled_in", Text("已在保项目", "programs she is in"), FactType.SET,
    sql="coalesce(enrolled.programs, '{}'::text[])", of=enrolled_in, join="enrolled",
)  # fmt: skip
register(
    "earlier_relief", Text("曾获同类救助", "had this relief before"), FactType.BOOL,
    sql="EXISTS (SELECT 1 FROM enrolment_enrolment e JOIN catalogue_program g ON g.code = %(program)s "  # noqa: S608
    "WHERE e.person_id = p.id AND g.lifetime_group <> '' AND e.lifetime_group = g.lifetime_group "
    f"AND (e.state = 'exited' OR (e.state IN {IN_IT_SQL} AND e.program_id <> g.code)))",
    of=earlier_relief,
)  # fmt: skip
