"""A benefit's amount as SQL, the same as `Benefit.amount_for`: a property test holds the two equal."""

import json

MONEY = "CASE WHEN {answers} ->> %s ~ '^-?[0-9]{{1,12}}([.][0-9]{{1,6}})?$' THEN ({answers} ->> %s)::numeric END"


def sql(benefit, *, answers: str) -> tuple[str, list]:
    """The expression for the yuan due for a period, and its parameters; NULL where none can be said.

    `answers` is the SQL of the JSON column. The field codes are parameters, never part of the text.
    """
    if benefit.by:
        amounts = {code: str(amount) for code, amount in (benefit.amounts or {}).items()}
        amount, params = f"(%s::jsonb ->> ({answers} ->> %s))::numeric", [json.dumps(amounts), benefit.by]
    else:
        amount, params = "%s::numeric", [benefit.amount]
    if benefit.own:
        amount = f"coalesce(nullif({MONEY.format(answers=answers)}, 0), {amount})"
        params = [benefit.own, benefit.own, *params]
    if benefit.top_up:
        drawn = f"coalesce({MONEY.format(answers=answers)}, 0)"
        left = f"CASE WHEN a.due IS NOT NULL THEN greatest(a.due - {drawn}, 0) END"
        amount = f"(SELECT {left} FROM (SELECT {amount} AS due) a)"  # noqa: S608
        params = [benefit.top_up, benefit.top_up, *params]
    return f"round({amount}, 2)", params
