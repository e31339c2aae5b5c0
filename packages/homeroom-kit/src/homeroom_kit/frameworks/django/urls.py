"""The door's addresses, beside the callback that the redirect URI names: include them at the root.

urlpatterns = [path("", include("homeroom_kit.frameworks.django.urls")), ...]
"""

from django.urls import path

from homeroom_kit.frameworks.django import views
from homeroom_kit.frameworks.django.doors import door

__all__ = ["app_name", "urlpatterns"]

app_name = "homeroom"
urlpatterns = [
    path(door().start_path[1:], views.start, name="start"),
    path(door().callback_path[1:], views.callback, name="callback"),
    path(door().prove_path[1:], views.account, name="account"),
    path(door().questions_path[1:], views.questions, name="questions"),
    path(door().sign_out_path[1:], views.logout, name="logout"),
]
