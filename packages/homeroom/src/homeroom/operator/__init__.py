"""The operator's door: is the hub alive, is it ready, what has it counted.

Words: *alive* means that requests are served and the sandbox is complete (`/health`), *ready*
that nothing at all is waited for (`/ready`). Its door is `FEATURE`.
"""

from homeroom.operator.routes import ROUTES
from homeroom.web import Feature

__all__ = ["FEATURE"]

FEATURE = Feature(name="operator", routes=ROUTES)
