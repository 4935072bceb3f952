"""Funds: where money comes from, what it is for, which programs it may pay and where. What it holds is the ledger's."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.catalogue.models import Fund, FundArea, FundProgram
from registry.core import roles
from registry.core.errors import Refusal

FIELDS = ("name", "source", "purpose", "restrictions", "starts_on", "ends_on")


@transaction.atomic
def create(
    *, code: str, name: str, source: str, actor, programs: Iterable[str] = (), purpose: str = "",
    restrictions: str = "", starts_on: date | None = None, ends_on: date | None = None, areas: Iterable[str] = (),
) -> Fund:  # fmt: skip
    """A fund, empty, for `programs` (codes) in `areas` (codes; none means everywhere).

    Raises:
        Refusal: `not-allowed`; `required` without code, name or source; `fund-taken`; `fund-dates`.
    """
    roles.require(actor, "fund.change")
    fund = Fund(code=code.strip().upper(), name=name.strip(), source=source.strip(), purpose=purpose.strip(),
                restrictions=restrictions.strip(), starts_on=starts_on, ends_on=ends_on)  # fmt: skip
    _check(fund)
    try:
        with transaction.atomic():
            fund.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal("fund-taken", _("A fund with this code exists already."), field="code") from error
    _set_programs(fund, programs)
    _set_areas(fund, areas)
    return fund


@transaction.atomic
def change(
    *, fund: Fund, actor, programs: Iterable[str] | None = None, areas: Iterable[str] | None = None, **changes
) -> Fund:
    """Change what a fund is, and its programs and areas where they are given. Batches that stand keep theirs.

    Raises:
        Refusal: `not-allowed`; `required`; `fund-dates`.
    """
    roles.require(actor, "fund.change")
    if unknown := set(changes) - set(FIELDS):
        raise TypeError(f"a fund has no {', '.join(sorted(unknown))}")
    fund = Fund.objects.select_for_update().get(pk=fund.pk)
    for name, value in changes.items():
        setattr(fund, name, value.strip() if isinstance(value, str) else value)
    _check(fund)
    fund.save(update_fields=sorted(changes) or None)
    if programs is not None:
        _set_programs(fund, programs)
    if areas is not None:
        _set_areas(fund, areas)
    return fund


def _check(fund: Fund) -> None:
    for name in ("code", "name", "source"):
        if not getattr(fund, name):
            raise Refusal("required", _("Give the fund a code, a name and a source."), field=name)
    if fund.starts_on and fund.ends_on and fund.ends_on < fund.starts_on:
        raise Refusal("fund-dates", _("The end can't be before the beginning."), field="ends_on")


def _set_programs(fund: Fund, programs: Iterable[str]) -> None:
    wanted = {getattr(program, "pk", program) for program in programs}
    standing = set(FundProgram.objects.filter(fund=fund).values_list("program_id", flat=True))
    FundProgram.objects.filter(fund=fund, program__in=standing - wanted).delete()
    FundProgram.objects.bulk_create([FundProgram(fund=fund, program_id=code) for code in sorted(wanted - standing)])


def _set_areas(fund: Fund, areas: Iterable[str]) -> None:
    wanted = {getattr(area, "pk", area) for area in areas}
    standing = set(FundArea.objects.filter(fund=fund).values_list("area_id", flat=True))
    FundArea.objects.filter(fund=fund, area__in=standing - wanted).delete()
    FundArea.objects.bulk_create([FundArea(fund=fund, area_id=code) for code in sorted(wanted - standing)])
