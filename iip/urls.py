"""The site map. Each app's addresses stand in its own urls.py; who may open them stands in doors.py."""

from django.urls import URLPattern, URLResolver, include, path

from iip import views

# /help/
help_urls = [
    path("", views.help_page, {"subject": "help"}, name="help"),
    path("glossary/", views.help_page, {"subject": "glossary"}, name="help_glossary"),
    path("accessibility/", views.help_page, {"subject": "accessibility"}, name="help_accessibility"),
    path("privacy/", views.help_page, {"subject": "privacy"}, name="help_privacy"),
    path("cookies/", views.help_page, {"subject": "cookies"}, name="help_cookies"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", views.health, name="health"),
    path("help/", include(help_urls)),
    path("components/", views.components, name="components"),  # in a demonstration
    path("", include("accounts.urls")),  # /account/ /invitation/ /team/ /manage/councils/ …
    path("account/", include("allauth.urls")),
    path("", include("assurance.urls")),  # /reports/ /manage/cycles/ …
    path("", include("submissions.urls")),  # / /plans/ /national/
]
