"""The addresses of plans, as a site map."""

from django.urls import URLPattern, URLResolver, include, path

from submissions.views import approval, exports, home, issue, national, plan, record, session, steps, versions

app_name = "submissions"

# /plans/<reference>/
plan_urls = [
    path("", plan.plan_detail, name="plan_detail"),
    path("read/", versions.plan_read, name="plan_read"),
    path("steps/<str:name>/", steps.plan_step, name="plan_step"),
    path("approve/", approval.plan_approve, name="plan_approve"),
    path("session/", session.session_detail, name="session_detail"),
    path("versions/", versions.version_list, name="version_list"),
    path("versions/<int:number>/", versions.version_detail, name="version_detail"),
    path("history/", record.plan_history, name="plan_history"),
    path("export/", exports.plan_export, name="plan_export"),
    path("export/<str:kind>", exports.plan_download, name="plan_download"),
    path("versions/<int:number>/export/<str:kind>", exports.version_download, name="version_download"),
]

# /national/
national_urls = [
    path("", national.national_home, name="national_home"),
    path("submissions/", national.submission_list, name="submission_list"),
    path("submissions/<str:reference>/", national.submission_detail, name="submission_detail"),
    path("submissions/<str:reference>/export/<str:kind>", national.submission_download, name="submission_download"),
    path("stages/", national.stage_list, name="stage_list"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("plans/", home.plan_list, name="plan_list"),
    path("plans/<str:reference>/", include(plan_urls)),
    path("national/", include(national_urls)),
    path("reports/<str:reference>/scopes/<str:code>/issue/", issue.report_issue, name="report_issue"),
]
