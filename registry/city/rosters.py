"""The rosters of 2013: written as workbooks by a process beside this one, taken in county by county by this one."""

from programs.catalogue.models import Program
from programs.enrolment.rosters import errors, services
from programs.enrolment.rosters.states import Verdict
from registry.city import places, staff
from registry.city.building import City, Step, acting
from registry.city.pen import SINCE, Writer
from registry.core.roles import Role

# Small counties first, so that there is something to take in while the large ones are being written.
COUNTIES = sorted(places.SHARES, key=lambda county: (places.SHARES[county], county))


def steps(city: City, writer: Writer) -> list[Step]:
    names = {program.code: program.name_zh for program in Program.objects.filter(code__in=SINCE)}
    return [
        Step(
            f"roster-{program}-{county}",
            f"{places.names()[county]} {names[program]}",
            lambda city, program=program, county=county: take_in(city, writer, program, county),
        )
        for county in COUNTIES
        for program in SINCE
        if places.shared(getattr(city.size, program))[county]
    ]


def take_in(city: City, writer: Writer, program: str, county: str) -> str:
    """The county's own account takes its roster in. Every row of it must go in; who resembles someone by chance is
    looked at, and is somebody else."""
    path = writer.path(program, county)
    with acting(staff.post(Role.CASEWORKER, county, program)) as actor:
        roster = services.receive(
            program=program, content=path.read_bytes(), filename=path.name, actor=actor, starts_on=SINCE[program]
        )
        roster = services.look_through(roster=roster, actor=actor, take=True)
        if alike := list(roster.stagedrows.filter(verdict=Verdict.DUPLICATE).values_list("number", flat=True)):
            for number in alike:
                services.recognise(roster=roster, number=number, person=None, actor=actor)
            roster = services.take_in(roster=roster, actor=actor)
        if roster.counts["taken"] != roster.counts["rows"]:
            raise RuntimeError(f"{path.name}: {roster.counts}, {errors.faults_of(roster)[:5]}")
    return str(roster.counts["rows"])
