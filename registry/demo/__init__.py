"""`make demo`: the whole product on one machine, started together, watched, and stopped together."""
