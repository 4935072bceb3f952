"""What the registry costs, beside what the same would cost without it. `make bench` runs the modules named here.

A module has `main(bench)`, where `bench` is a `measure.Bench`; it is imported after Django is set up.
"""

MODULES = ("imports", "memory", "search", "duplicates", "seals", "money", "setoffs", "overview", "assurance")
