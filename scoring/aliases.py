"""The short names of the package, which stay whatever its folders: `scoring.prizes` is `scoring.decide.prizes`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType

HOMES: dict[str, tuple[str, ...]] = {
    "errors": ("data.errors",),
    "table": ("data.table",),
    "aggregate": ("decide.aggregate", "estimate.normalize"),
    "draw": ("decide.lottery",),
    "method": ("decide.method",),
    "prizes": ("decide.prizes",),
    "voting": ("decide.voting",),
    "calibrate": ("estimate.calibrate",),
    "connectivity": ("estimate.connectivity",),
    "diagnostics": ("estimate.diagnostics",),
    "pairwise": ("estimate.pairwise",),
    "ranking": ("estimate.ranks",),
    "reliability": ("estimate.reliability",),
    "reviews": ("estimate.reviews",),
    "assignment": ("plan.assignment",),
    "simulate": ("plan.simulate",),
    "bundle": ("outside.bundle",),
}
"""Each short name, and the modules whose names it has."""


class ShortNames(MetaPathFinder, Loader):
    """Finds the modules of `HOMES`; what they stand for is read in with them, and not before."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, name = fullname.rpartition(".")
        return spec_from_loader(fullname, self) if package == "scoring" and name in HOMES else None

    def exec_module(self, module: ModuleType) -> None:
        for home in HOMES[module.__name__.rpartition(".")[2]]:
            names = vars(import_module(f"scoring.{home}"))
            vars(module).update({name: value for name, value in names.items() if not name.startswith("__")})
