"""Accounts and phones that many share. Both are compared by their blind indexes: nothing is opened."""

from django.utils.translation import gettext_lazy as _

from programs.assurance.checks.shape import (
    ALIVE,
    PERSON,
    TWO_STEPS,
    Check,
    Param,
    Severity,
    listed,
)

# Someone is tied to the others on her account by a household, by a relation to one of them, or by the payee being
# on record as a relative or guardian of hers. Whose own account it is needs no tie, where it is nobody else's as well.
SHARED_ACCOUNT = f"""
    WITH numbers AS MATERIALIZED (
        SELECT number_index FROM beneficiaries_payaccount
        GROUP BY number_index HAVING min(person_id::text) <> max(person_id::text)),
    -- One that was closed before any money went there was typed wrong.
    used AS (
        SELECT a.* FROM numbers n JOIN beneficiaries_payaccount a USING (number_index)
        WHERE a.closed_on IS NULL OR EXISTS (
            SELECT 1 FROM payments_payment p
            WHERE p.person_id = a.person_id AND p.account_index = a.number_index AND {ALIVE})),
    holders AS MATERIALIZED (
        SELECT a.number_index, {TWO_STEPS} AS root, x.id AS person, x.area, x.household_id AS household,
               a.payee, a.tail, a.payee_relation = '01' AS own,
               EXISTS (SELECT 1 FROM beneficiaries_relation r WHERE r.person_id = x.id
                       AND replace(r.name, ' ', '') = replace(a.payee, ' ', '') AND a.payee_relation <> '01')
                   AS by_payee
        FROM used a {PERSON.format(id="a.person_id")}),
    tied AS (
        SELECT h.*, EXISTS (
            SELECT 1 FROM holders o WHERE o.number_index = h.number_index AND o.root <> h.root
              AND (o.household = h.household OR EXISTS (
                  SELECT 1 FROM beneficiaries_relation r
                  WHERE (r.person_id, r.other_id) IN ((h.person, o.person), (o.person, h.person))))) AS to_another
        FROM holders h)
    SELECT encode(sha256(h.number_index), 'hex') AS key, assurance_above(min(h.area), max(h.area)) AS area,
           NULL::text AS program, coalesce(max(paid.money), 0) AS money,
           jsonb_build_object('people', count(DISTINCT h.root), 'tail', min(h.tail),
                              'payee', string_agg(DISTINCT h.payee, '、')) AS facts,
           {listed("person", "h.person")} AS records, '{{}}'::uuid[] AS holds
    FROM tied h
    LEFT JOIN LATERAL (
        SELECT sum(p.amount) AS money FROM holders o JOIN payments_payment p ON p.person_id = o.person
        WHERE o.number_index = h.number_index AND p.account_index = h.number_index AND {ALIVE}) AS paid ON true
    GROUP BY h.number_index
    HAVING count(DISTINCT h.root) > 1
       AND (bool_or(NOT h.own AND NOT h.by_payee AND NOT h.to_another)
            OR (bool_or(h.own AND NOT h.to_another) AND count(DISTINCT h.root) FILTER (WHERE h.own) > 1))
"""  # noqa: S608

SHARED_PHONE = f"""
    WITH numbers AS MATERIALIZED (
        SELECT number_index FROM beneficiaries_phone WHERE closed_on IS NULL
        GROUP BY number_index HAVING count(*) >= %(people)s),
    holders AS MATERIALIZED (
        SELECT t.number_index, t.masked, {TWO_STEPS} AS root, x.id AS person, x.area, x.household_id AS household
        FROM numbers n JOIN beneficiaries_phone t USING (number_index) {PERSON.format(id="t.person_id")}
        WHERE t.closed_on IS NULL)
    SELECT encode(sha256(h.number_index), 'hex') AS key, assurance_above(min(h.area), max(h.area)) AS area,
           NULL::text AS program, coalesce(sum(paid.money), 0) AS money,
           jsonb_build_object('people', count(DISTINCT h.root), 'masked', min(h.masked)) AS facts,
           {listed("person", "h.person")} AS records, '{{}}'::uuid[] AS holds
    FROM holders h
    LEFT JOIN LATERAL (SELECT sum(p.amount) AS money FROM payments_payment p WHERE p.person_id = h.person AND {ALIVE})
        AS paid ON true
    GROUP BY h.number_index
    HAVING count(DISTINCT h.root) >= %(people)s AND count(DISTINCT coalesce(h.household, h.root)) > 1
"""  # noqa: S608

CHECKS = [
    Check(
        "A08", _("Account shared by unrelated people"), Severity.SERIOUS,
        looks_for=_("One account of several people of whom one at least is tied to the others by no household, "
                    "relation "
                    "or payee on record."),
        remedy=_("Ask whose account it is. Record the relation with its proof, or correct the account."),
        undecided=_("Relatives who aren't on record as such look unrelated."),
        sql=SHARED_ACCOUNT,
    ),
    Check(
        "A09", _("Phone shared by many"), Severity.LOOK,
        looks_for=_("One phone that many people of more than one household gave as theirs."),
        remedy=_("Call it. A caseworker's or shopkeeper's number isn't theirs: record their own."),
        undecided=_("Old people rightly give a neighbour's phone."),
        sql=SHARED_PHONE,
        params=(Param("people", _("From so many people on"), 6, _("above a family of five (local example)"),
                      _("persons"), least=2),),
    ),
]  # fmt: skip
