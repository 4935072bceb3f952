"""Mutants of a module: the same source with one small thing wrong in each."""

import ast
import copy
from collections.abc import Iterator

COMPARED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
WORKED_OUT = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mod: ast.FloorDiv, ast.FloorDiv: ast.Mod, ast.Mult: ast.Add}


def wrong(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What could be written by mistake in the place of `node`."""
    if isinstance(node, ast.Compare):
        for n, operator in enumerate(node.ops):
            made = copy.deepcopy(node)
            made.ops[n] = COMPARED[type(operator)]()
            yield "another comparison", made
            if isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
                made = copy.deepcopy(node)
                made.ops[n] = ast.NotEq()
                yield "no order", made
    elif isinstance(node, ast.BoolOp):
        made = copy.deepcopy(node)
        made.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield "and for or", made
        for n in range(len(node.values)):
            made = copy.deepcopy(node)
            del made.values[n]
            yield "a condition left out", made if len(made.values) > 1 else made.values[0]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "a not left out", node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in WORKED_OUT:
        made = copy.deepcopy(node)
        made.op = WORKED_OUT[type(node.op)]()
        yield "another operation", made
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield "one more", ast.Constant(node.value + 1)
        yield "one less", ast.Constant(node.value - 1)
    elif isinstance(node, ast.Constant) and type(node.value) is bytes:
        yield "another prefix", ast.Constant(b"\2")
        yield "no prefix", ast.Constant(b"")
    elif isinstance(node, ast.If):
        for name, test in (("always", True), ("never", False)):
            made = copy.deepcopy(node)
            made.test = ast.Constant(test)
            yield name, made
    elif isinstance(node, ast.Raise):
        yield "no refusal", ast.Pass()
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "all":
        made = copy.deepcopy(node)
        made.func.id = "any"
        yield "any for all", made
    elif isinstance(node, ast.Return) and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield "nothing returned", ast.Return(ast.Constant(None))


def of(source: str, functions: set[str]) -> Iterator[tuple[str, str]]:
    """(what is wrong and where, the source of it) for every mutant of these functions."""
    tree = ast.parse(source)
    places = [
        (node, name, place)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name in functions
        for node in ast.walk(function)
        for name, value in ast.iter_fields(node)
        for place in (range(len(value)) if isinstance(value, list) else [None])
    ]
    for parent, name, place in places:
        before = getattr(parent, name)
        node = before if place is None else before[place]
        if not isinstance(node, ast.AST):
            continue
        for what, instead in wrong(node):
            if place is None:
                setattr(parent, name, instead)
            else:
                before[place] = instead
            mutant = ast.unparse(ast.fix_missing_locations(tree))
            if place is None:
                setattr(parent, name, node)
            else:
                before[place] = node
            yield f"line {getattr(node, 'lineno', '?')}: {what}: {ast.unparse(node)}", mutant
