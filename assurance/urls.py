"""The addresses of this app, as a site map."""

from django.urls import URLPattern, URLResolver, include, path

from assurance.manage.urls import MANAGE, PEOPLE
from assurance.views import (
    attachments,
    checks,
    factual_check,
    intake,
    recommendations,
    reports,
    versions,
    wordings,
    writing,
)

app_name = "assurance"

# /reports/library/<firm>/
library_urls = [
    path("", wordings.wording_list, name="wording_list"),
    path("add/", wordings.wording_add, name="wording_add"),
    path("<int:pk>/", wordings.wording_edit, name="wording_edit"),
    path("<int:pk>/remove/", wordings.wording_remove, name="wording_remove"),
]

# /reports/<reference>/scopes/<code>/recommendations/
recommendation_urls = [
    path("", recommendations.recommendation_list, name="recommendation_list"),
    path("add/", recommendations.recommendation_add, name="recommendation_add"),
    path("<str:ref>/", recommendations.recommendation_edit, name="recommendation_edit"),
    path("<str:ref>/move/", recommendations.recommendation_move, name="recommendation_move"),
    path("<str:ref>/split/", recommendations.recommendation_split, name="recommendation_split"),
    path("<str:ref>/merge/", recommendations.recommendation_merge, name="recommendation_merge"),
    path("<str:ref>/remove/", recommendations.recommendation_remove, name="recommendation_remove"),
]

# /reports/<reference>/
report_urls: list[URLPattern | URLResolver] = [
    path("", reports.report_detail, name="report_detail"),
    path("report.pdf", reports.report_download, name="report_download"),
    path("blank.xlsx", intake.blank_download, name="blank_download"),
    path("draft.xlsx", intake.draft_download, name="draft_download"),
    path("documents/add/", attachments.attachment_add, name="attachment_add"),
    path("documents/<str:attachment>/", attachments.attachment_download, name="attachment_download"),
    path("documents/<str:attachment>/remove/", attachments.attachment_remove, name="attachment_remove"),
    path("words/", writing.narrative_edit, name="narrative_edit"),
    path("scopes/add/", writing.scope_add, name="scope_add"),
    path("scopes/<str:code>/", reports.scope_detail, name="scope_detail"),
    path("scopes/<str:code>/edit/", writing.scope_edit, name="scope_edit"),
    path("scopes/<str:code>/check/", checks.report_check, name="report_check"),
    path("scopes/<str:code>/factual-check/", factual_check.factual_check, name="factual_check"),
    path("scopes/<str:code>/factual-check/start/", factual_check.factual_check_start, name="factual_check_start"),
    path("scopes/<str:code>/factual-check/end/", factual_check.factual_check_end, name="factual_check_end"),
    path("scopes/<str:code>/factual-check/comments/", factual_check.factual_comments, name="factual_comments"),
    path("scopes/<str:code>/new-version/", versions.report_reopen, name="report_reopen"),
    path("scopes/<str:code>/new-version/drop/", versions.report_discard, name="report_discard"),
    path("scopes/<str:code>/versions/<int:number>/", versions.report_version, name="report_version"),
    path("scopes/<str:code>/versions/<int:number>/report.pdf", versions.version_download, name="version_download"),
    path("scopes/<str:code>/versions/<int:number>/changes/", versions.report_changes, name="report_changes"),
    path("scopes/<str:code>/findings/", writing.findings_edit, name="findings_edit"),
    path("scopes/<str:code>/recommendations/", include(recommendation_urls)),
    path("upload/", intake.report_upload, name="report_upload"),
    path("upload/<str:intake>/", intake.intake_detail, name="intake_detail"),
    path("upload/<str:intake>/marked.xlsx", intake.intake_marked, name="intake_marked"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/search/", reports.report_search, name="report_search"),
    path("reports/library/<int:firm>/", include(library_urls)),
    path("reports/<str:reference>/", include(report_urls)),
    path("reports/<str:reference>/people/", include(PEOPLE)),
    path("manage/", include(MANAGE)),
]
