"""See the package."""

from explorer.core.notation import brief, read

__all__ = ["brief", "read"]
