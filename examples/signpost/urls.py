"""Signpost's addresses; those of the login lie beside its callback."""

from django.urls import include, path

from homeroom_kit.frameworks.django.probing import probe_pattern
from homeroom_kit.probe import Gate
from signpost import views
from signpost.place import place
from signpost.probing import PROBE

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("", include("homeroom_kit.frameworks.django.urls")),
    path("", views.home, name="home"),
    path("signs", views.signs, name="signs"),
    path("signs/<int:number>/down", views.take_down, name="take_down"),
    path("signin", views.sign_in, name="sign_in"),
    path("logout", views.log_out, name="log_out"),
    path("style.css", views.style, name="style"),
]
_opening = place().opening
if _opening is not None:
    urlpatterns.append(probe_pattern(Gate(PROBE, _opening)))
handler404 = "signpost.views.no_page"
handler500 = "signpost.views.no_use"
