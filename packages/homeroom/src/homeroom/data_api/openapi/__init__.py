"""Our own OpenAPI 3.1 documents: `document` writes them, `schemas` holds the shapes of records.

Both are made from the tables that the code itself obeys: `data_api.paths` and
`homeroom_wire.fields`.
"""

from homeroom.data_api.openapi.document import description, document

__all__ = ["description", "document"]
