"""The addresses of plans, as a site map."""

from django.urls import URLPattern, URLResolver, include, path

from submissions.views import (
    analysis,
    approval,
    comparison,
    conversation,
    document_check,
    exports,
    flags,
    home,
    imports,
    issue,
    national,
    plan,
    plan_check,
    questions,
    receipt,
    recommendations,
    record,
    responses,
    session,
    setting,
    steps,
    suggestions,
    versions,
    workstreams,
)

app_name = "submissions"

# /plans/<reference>/recommendations/
recommendation_urls = [
    path("", recommendations.recommendation_list, name="recommendation_list"),
    path("<str:ref>/", responses.response_edit, name="response_edit"),
    path("<str:ref>/comments/", conversation.response_comments, name="response_comments"),
    path("<str:ref>/suggest/", suggestions.response_suggest, name="response_suggest"),
    path("<str:ref>/hand-over/", responses.delegation_add, name="delegation_add"),
    path("<str:ref>/looked/", flags.response_looked, name="response_looked"),
    path("<str:ref>/take-back/", responses.delegation_remove, name="delegation_remove"),
]

# /plans/<reference>/
plan_urls: list[URLPattern | URLResolver] = [
    path("", plan.plan_detail, name="plan_detail"),
    path("read/", versions.plan_read, name="plan_read"),
    path("recommendations/", include(recommendation_urls)),
    path("comments/", conversation.comment_list, name="comment_list"),
    path("comments/<int:pk>/", conversation.thread_detail, name="thread_detail"),
    path("comments/read/", conversation.comments_read, name="comments_read"),
    path("comments/<int:pk>/settle/", conversation.thread_settle, name="thread_settle"),
    path("comments/<int:pk>/send/", conversation.thread_send, name="thread_send"),
    path("comments/<int:pk>/drop/", conversation.thread_drop, name="thread_drop"),
    path("suggestions/", suggestions.suggestion_list, name="suggestion_list"),
    path("suggestions/<int:pk>/", suggestions.suggestion_detail, name="suggestion_detail"),
    path("suggestions/<int:pk>/accept/", suggestions.suggestion_accept, name="suggestion_accept"),
    path("suggestions/<int:pk>/decline/", suggestions.suggestion_decline, name="suggestion_decline"),
    path("suggestions/<int:pk>/withdraw/", suggestions.suggestion_withdraw, name="suggestion_withdraw"),
    path("workstreams/", workstreams.workstream_list, name="workstream_list"),
    path("workstreams/<int:pk>/", workstreams.workstream_edit, name="workstream_edit"),
    path("check/", plan_check.plan_check, name="plan_check"),
    path("check/waive/", plan_check.warning_waive, name="warning_waive"),
    path("check/take-back/", plan_check.waiver_remove, name="waiver_remove"),
    path("forecast/", analysis.plan_forecast, name="plan_forecast"),
    path("roadmap/", analysis.plan_roadmap, name="plan_roadmap"),
    path("priorities/", analysis.plan_priorities, name="plan_priorities"),
    path("costs/", analysis.plan_costs, name="plan_costs"),
    path("costs/download/", analysis.costs_download, name="costs_download"),
    path("steps/<str:name>/", steps.plan_step, name="plan_step"),
    path("approve/", approval.plan_approve, name="plan_approve"),
    path("session/", session.session_detail, name="session_detail"),
    path("versions/", versions.version_list, name="version_list"),
    path("versions/<int:number>/", versions.version_detail, name="version_detail"),
    path("versions/<int:number>/compare/<int:other>/", comparison.version_compare, name="version_compare"),
    path("versions/<int:number>/compare/now/", comparison.version_compare_now, name="version_compare_now"),
    path("submissions/<str:submission>/receipt/", receipt.submission_receipt, name="submission_receipt"),
    path("submissions/<str:submission>/receipt.pdf", receipt.receipt_download, name="receipt_download"),
    path("history/", record.plan_history, name="plan_history"),
    path("export/", exports.plan_export, name="plan_export"),
    path("export/<str:kind>", exports.plan_download, name="plan_download"),
    path("set/", setting.responses_set, name="responses_set"),
    path("set/<str:batch>/undo/", setting.set_undo, name="set_undo"),
    path("import/", imports.plan_import, name="plan_import"),
    path("import/<str:intake>/", imports.import_detail, name="import_detail"),
    path("import/<str:intake>/marked/", imports.import_marked, name="import_marked"),
    path("import/<str:intake>/undo/", imports.import_undo, name="import_undo"),
    path("versions/<int:number>/export/<str:kind>", exports.version_download, name="version_download"),
]

# /national/
national_urls = [
    path("", national.national_home, name="national_home"),
    path("submissions/", national.submission_list, name="submission_list"),
    path("submissions/<str:reference>/", national.submission_detail, name="submission_detail"),
    path("submissions/<str:reference>/questions/", questions.submission_questions, name="submission_questions"),
    path("submissions/<str:reference>/questions/<int:pk>/", questions.question_detail, name="question_detail"),
    path("submissions/<str:reference>/questions/<int:pk>/settle/", questions.question_settle, name="question_settle"),
    path("submissions/<str:reference>/export/<str:kind>", national.submission_download, name="submission_download"),
    path("stages/", national.stage_list, name="stage_list"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("plans/", home.plan_list, name="plan_list"),
    path("check-document/", document_check.document_check, name="document_check"),
    path("plans/<str:reference>/", include(plan_urls)),
    path("national/", include(national_urls)),
    path("reports/<str:reference>/scopes/<str:code>/withdraw/", issue.report_withdraw, name="report_withdraw"),
    path("reports/<str:reference>/scopes/<str:code>/issue/", issue.report_issue, name="report_issue"),
]
