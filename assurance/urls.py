"""The addresses of this app, as a site map."""

from django.urls import URLPattern, URLResolver, include, path

from assurance.manage.urls import MANAGE, PEOPLE
from assurance.views import intake, reports

app_name = "assurance"

# /reports/<reference>/
report_urls = [
    path("", reports.report_detail, name="report_detail"),
    path("scopes/<str:code>/", reports.scope_detail, name="scope_detail"),
    path("upload/", intake.report_upload, name="report_upload"),
    path("upload/<str:intake>/", intake.intake_detail, name="intake_detail"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/<str:reference>/", include(report_urls)),
    path("reports/<str:reference>/people/", include(PEOPLE)),
    path("manage/", include(MANAGE)),
]
