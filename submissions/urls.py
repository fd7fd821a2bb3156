"""The addresses of plans, as a site map."""

from django.urls import URLPattern, URLResolver, include, path

from submissions.views import plan

app_name = "submissions"

# /plans/<reference>/
plan_urls = [
    path("", plan.plan_detail, name="plan_detail"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("plans/<str:reference>/", include(plan_urls)),
]
