"""The addresses under /manage/ that are about assessments, and those of a firm's people."""

from django.urls import URLPattern, URLResolver, path

from assurance.manage import assessments, cycles, people, profiles

# /manage/
MANAGE: list[URLPattern | URLResolver] = [
    path("cycles/", cycles.cycle_list, name="cycle_list"),
    path("cycles/add/", cycles.cycle_add, name="cycle_add"),
    path("cycles/<int:year>/", cycles.cycle_detail, name="cycle_detail"),
    path("cycles/<int:year>/edit/", cycles.cycle_edit, name="cycle_edit"),
    path("cycles/<int:year>/deadlines/add/", cycles.deadline_add, name="deadline_add"),
    path("deadlines/<int:pk>/", cycles.deadline_edit, name="deadline_edit"),
    path("deadlines/<int:pk>/remove/", cycles.deadline_remove, name="deadline_remove"),
    path("assessments/", assessments.assessment_list, name="assessment_list"),
    path("assessments/add/", assessments.assessment_add, name="assessment_add"),
    path("assessments/<str:reference>/", assessments.assessment_detail, name="assessment_detail"),
    path("assessments/<str:reference>/profile/", assessments.assessment_profile, name="assessment_profile"),
    path("assessments/<str:reference>/firms/add/", assessments.engagement_add, name="engagement_add"),
    path("assessments/<str:reference>/firms/<int:pk>/lead/", assessments.engagement_lead, name="engagement_lead"),
    path("assessments/<str:reference>/firms/<int:pk>/close/", assessments.engagement_close, name="engagement_close"),
    path("profiles/", profiles.profile_list, name="profile_list"),
    path("profiles/add/", profiles.profile_add, name="profile_add"),
    path("profiles/<int:pk>/", profiles.profile_detail, name="profile_detail"),
    path("profiles/<int:pk>/edit/", profiles.profile_edit, name="profile_edit"),
]

# /reports/<reference>/people/
PEOPLE: list[URLPattern | URLResolver] = [
    path("", people.engagement_people, name="engagement_people"),
    path("choose/", people.engagement_person_choose, name="engagement_person_choose"),
    path("invite/", people.colleague_invite, name="colleague_invite"),
    path("<int:pk>/remove/", people.engagement_person_remove, name="engagement_person_remove"),
]
