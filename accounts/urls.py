"""The addresses of this app, as a site map."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.views import account, councils, firms, invitations, team

app_name = "accounts"

TEAM: list[URLPattern | URLResolver] = [
    path("", team.team_detail, name="team_detail"),
    path("invite/", team.team_invite, name="team_invite"),
    path("invitations/<int:pk>/withdraw/", team.invitation_withdraw, name="invitation_withdraw"),
    path("people/<int:pk>/", team.member_edit, name="member_edit"),
    path("people/<int:pk>/remove/", team.member_remove, name="member_remove"),
    path("people/<int:pk>/second-factor/", team.member_reset, name="member_reset"),
    path("posts/add/", team.post_add, name="post_add"),
    path("posts/<int:pk>/", team.post_edit, name="post_edit"),
]
MANAGE: list[URLPattern | URLResolver] = [
    path("", councils.manage_home, name="manage_home"),
    path("councils/", councils.council_list, name="council_list"),
    path("councils/<str:code>/", councils.council_detail, name="council_detail"),
    path("councils/<str:code>/domains/add/", councils.domain_add, name="domain_add"),
    path("councils/<str:code>/domains/<int:pk>/remove/", councils.domain_remove, name="domain_remove"),
    path("councils/<str:code>/end/", councils.council_end, name="council_end"),
    path("firms/", firms.firm_list, name="firm_list"),
    path("firms/add/", firms.firm_add, name="firm_add"),
    path("firms/<int:pk>/", firms.firm_detail, name="firm_detail"),
    path("firms/<int:pk>/invite/", firms.firm_invite, name="firm_invite"),
    path("people/", firms.staff_list, name="staff_list"),
    path("people/invite/", firms.staff_invite, name="staff_invite"),
    path("people/<int:pk>/remove/", firms.staff_remove, name="staff_remove"),
    path("people/<int:pk>/second-factor/", firms.second_factor_reset, name="second_factor_reset"),
    path(
        "invitations/<int:pk>/withdraw/",
        firms.national_invitation_withdraw,
        name="national_invitation_withdraw",
    ),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", account.account_detail, name="account_detail"),
    path("account/name/", account.account_name, name="account_name"),
    path("account/mail/", account.account_mail, name="account_mail"),
    path("account/prove/", account.proof_give, name="proof_give"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("team/<str:code>/", include(TEAM)),
    path("manage/", include(MANAGE)),
]
