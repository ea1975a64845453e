from __future__ import annotations

from django.urls import path

from halls.console import views

COUNTER = "at/<str:code>/counter/"

urlpatterns = [
    path(COUNTER, views.console, name="console"),
    path(f"{COUNTER}live/", views.console_live, name="console_live"),
    path(f"{COUNTER}sit/", views.console_sit, name="console_sit"),
    *(
        path(f"{COUNTER}{press}/", views.console_act, {"press": press}, name=f"console_{press.replace('-', '_')}")
        for press in views.PRESSES
    ),
]
