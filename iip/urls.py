"""The site map. Each app's addresses stand in its own urls.py; who may open them stands in doors.py."""

from django.urls import URLPattern, URLResolver, include, path

from iip import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", views.health, name="health"),
    path("components/", views.components, name="components"),  # in a demonstration
    path("", include("accounts.urls")),  # /account/ /invitation/ /team/ /manage/councils/ …
    path("account/", include("allauth.urls")),
    path("", include("assurance.urls")),  # /reports/ /manage/cycles/ …
    path("", include("submissions.urls")),  # / /plans/ /national/
]
