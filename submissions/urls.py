"""The addresses of this app, as a site map."""

from django.urls import URLPattern, URLResolver

app_name = "submissions"
urlpatterns: list[URLPattern | URLResolver] = []
