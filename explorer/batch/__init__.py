"""Many calls of a function: on processes of our own or a cluster's, from files and ranges, into files."""

from explorer.batch.cluster import Cluster, ClusterError, cluster
from explorer.batch.processes import Processes, WorkerDiedError
from explorer.batch.run import Outcome, run
from explorer.batch.store import StoreError

__all__ = ["Cluster", "ClusterError", "Outcome", "Processes", "StoreError", "WorkerDiedError", "cluster", "run"]
