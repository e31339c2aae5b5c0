"""The refusal of a picture: what is wrong with the file, and what to do about it."""

from homeroom.foundation.errors import InvalidRequestError


class BadPictureError(InvalidRequestError):
    """A file is not what its place asks for, or could do harm; nothing of it was kept."""

    default_code = "bad_picture"
