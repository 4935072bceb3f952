"""How much of an attack a run makes, and from which seed.

`REGISTRY_SOAK` multiplies the dose of CI: 50 is the full one, `make soak` runs it. Every round draws from its own
generator and prints the seed that replays it: `REGISTRY_SEED=12345` for all rounds of a run, `REGISTRY_SEED=12345/37`
for round 37 alone.
"""

import os
import random
from collections.abc import Iterator

SOAK = int(os.environ.get("REGISTRY_SOAK") or 1)
_asked, _, _only = os.environ.get("REGISTRY_SEED", "").partition("/")
SEED = int(_asked) if _asked else random.SystemRandom().randrange(10**6)


def rounds(name: str, dose: int) -> Iterator[random.Random]:
    """A generator of its own for each of `dose` rounds of the attack `name`, times `REGISTRY_SOAK`."""
    for number in [int(_only)] if _only else range(dose * SOAK):
        print(f"{name}: REGISTRY_SEED={SEED}/{number}")
        yield random.Random(f"{name}/{SEED}/{number}")
