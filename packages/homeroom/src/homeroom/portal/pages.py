"""The portal's templates, on the frames that every page of the hub has."""

from typing import Final

from homeroom.web.pages.rendering import Templates

TEMPLATES: Final = Templates("homeroom.portal")
