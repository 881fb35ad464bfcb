"""All workloads, in the order of the table."""

from __future__ import annotations

from benchmarks.workloads.elementary import ELEMENTARY
from benchmarks.workloads.equations import EQUATIONS
from benchmarks.workloads.maps import MAPS
from benchmarks.workloads.networks import NETWORKS
from benchmarks.workloads.scalars import SCALARS
from benchmarks.workloads.statistics import STATISTICS

WORKLOADS = (*ELEMENTARY, *MAPS, *NETWORKS, *SCALARS, *STATISTICS, *EQUATIONS)
BY_NAME = {workload.name: workload for workload in WORKLOADS}
