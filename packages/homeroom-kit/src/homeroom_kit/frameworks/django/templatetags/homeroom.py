"""`{% homeroom_button %}` and `{% homeroom_person %}`."""

from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from homeroom_kit.frameworks.django.doors import door
from homeroom_kit.frameworks.pages import button_of, signed_in_as

__all__ = ["homeroom_button", "homeroom_person", "register"]

register = template.Library()


@register.simple_tag  # type: ignore[untyped-decorator]
def homeroom_button(words: str = "Log in with Homeroom", next: str = "/") -> str:  # noqa: A002
    """The button that begins a login; with blank words only the icon."""
    found: str = mark_safe(button_of(door(), words, next))  # noqa: S308 -- it escapes by itself
    return found


@register.simple_tag(takes_context=True)  # type: ignore[untyped-decorator]
def homeroom_person(context: Any) -> str:
    """Who is signed in, with a button to sign out; blank if nobody is."""
    request = context["request"]
    shown = signed_in_as(door(), request.session)
    field = format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)
    )
    found: str = mark_safe(shown.replace("</form>", f"{field}</form>"))  # noqa: S308 -- likewise
    return found
