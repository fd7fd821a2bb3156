"""The forms about people: each says what is wrong in a sentence, and does what it asks in `act`."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from accounts import invitations, resets, team
from accounts.models import Council, CouncilRole, Firm, Invitation, Post, User
from accounts.proof import ProofField, ProofMixin, by_password, check
from accounts.role_words import MAY
from accounts.roles import COUNCIL_ROLES, NATIONAL_ROLES, Role
from iip.forms import GovukForm, GovukModelForm, TextField
from iip.widgets import Radios

MAIL_HINTS = {
    User.Mail.AT_ONCE.value: "Whenever somebody hands a plan on, returns it or arranges a session.",
    User.Mail.WEEKLY.value: "When it is your turn you hear of it at once. Deadlines are still reminded of.",
    User.Mail.NONE.value: "You look for yourself. Deadlines are not reminded of by e-mail either.",
}


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent to the page; None where it is only looked at."""
    return request.POST if request.method == "POST" else None


def done(form: Any, **who: User) -> bool:
    """Whether a form was right and its `act` did what it asks; a refusal becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        form.act(**who)
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    return True


def role_field(roles: tuple[Role, ...]) -> forms.ChoiceField:
    """A choice among roles, each with what it may do."""
    hints = {role.value: MAY[role] for role in roles}
    choices = [(role.value, role.label) for role in roles]
    return forms.ChoiceField(label="Role", choices=choices, widget=Radios(hints=hints))


class ProofForm(GovukForm):
    """The page that asks who is there."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["proof"] = ProofField(password=by_password(request))

    def clean_proof(self):
        check(self.request, self.cleaned_data["proof"])
        return ""


class ConfirmForm(ProofMixin, GovukForm):
    """A question with one button, for what needs a proof."""


class NameForm(GovukModelForm):
    required_errors = {"name": "Enter your full name"}

    class Meta:
        model = User
        fields = ("name",)
        field_classes = {"name": TextField}
        labels = {"name": "Full name"}

    def act(self) -> None:
        self.save()


class MailForm(GovukModelForm):
    """How somebody is told what happens."""

    class Meta:
        model = User
        fields = ("mail",)
        labels = {"mail": "By e-mail"}
        widgets = {"mail": Radios(hints=MAIL_HINTS)}

    def act(self) -> None:
        self.save()


class InvitationForm(ProofMixin, GovukForm):
    """An invitation to a council, a firm (both by name) or, with neither, to MHCLG."""

    required_errors = {"name": "Enter the person’s full name", "email": "Enter their e-mail address"}
    name = TextField(label="Full name")
    email = forms.EmailField(label="E-mail address")
    roles: tuple[Role, ...] = ()

    def __init__(self, *args, council: Council | None = None, firm: Firm | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.council, self.firm = council, firm
        if self.roles:
            self.fields["role"] = role_field(self.roles)
            self.speak_plainly("role", self.fields["role"])
            self.order_fields(["name", "email", "role"])

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def act(self, by: User) -> None:
        said = self.cleaned_data
        role = Role(said.get("role") or self.only_role)
        invitations.invite(said["email"], said["name"], role, council=self.council, firm=self.firm, by=by)

    only_role = Role.ASSURER  # what it is about in a firm, where roles belong to engagements


class CouncilInvitationForm(InvitationForm):
    roles: tuple[Role, ...] = COUNCIL_ROLES

    def __init__(self, *args, council: Council, **kwargs):
        super().__init__(*args, council=council, **kwargs)
        domains = [f"@{row.domain}" for row in council.email_domains.all()]
        if domains:
            self.fields["email"].help_text = f"It must end in {' or '.join(domains)}"


class FirstLeadForm(CouncilInvitationForm):
    """What MHCLG may send to a council: an invitation to be its CAF lead."""

    roles = ()
    only_role = Role.CAF_LEAD


class FirmInvitationForm(InvitationForm):
    """An invitation to belong to a firm of assurers."""


class StaffInvitationForm(InvitationForm):
    roles = NATIONAL_ROLES


class RoleForm(ProofMixin, GovukForm):
    """Another role for a member of a council's team."""

    role = role_field(COUNCIL_ROLES)

    def __init__(self, *args, row: CouncilRole, **kwargs):
        super().__init__(*args, initial={"role": row.role.value}, **kwargs)
        self.row = row

    def act(self, by: User) -> None:
        team.change_role(self.row, Role(self.cleaned_data["role"]), by=by)


class RemovalForm(ConfirmForm):
    def __init__(self, *args, row: CouncilRole, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row

    def act(self, by: User) -> None:
        team.remove(self.row, by=by)


class ResetForm(ConfirmForm):
    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def act(self, by: User) -> None:
        resets.reset(self.user, by=by)


class AcceptForm(GovukForm):
    """What somebody with an account sends to take up a role."""

    replaces = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, invitation: Invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def act(self, by: User) -> None:
        invitations.accept(self.invitation, by, replaces=self.cleaned_data["replaces"])


class NewPersonForm(GovukForm):
    """What somebody without an account sends to take up a role."""

    required_errors = {"name": "Enter your full name"}
    name = TextField(label="Full name")
    password = forms.CharField(
        label="Password",
        help_text="At least 12 characters. Three words that do not belong together are easy to remember.",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": "Enter a password"},
    )

    def __init__(self, *args, invitation: Invitation, **kwargs):
        super().__init__(*args, initial={"name": invitation.name}, **kwargs)
        self.invitation = invitation

    def clean_password(self):
        person = User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
        validate_password(self.cleaned_data["password"], person)
        return self.cleaned_data["password"]

    def act(self) -> None:
        said = self.cleaned_data
        invitations.accept_as_new(self.invitation, name=said["name"], password=said["password"])


class PostForm(GovukModelForm):
    """A post at a council, and who holds it now."""

    class Meta:
        model = Post
        fields = ("title", "holder")
        field_classes = {"title": TextField}
        labels = {"title": "Title of the post", "holder": "Who holds it now"}
        help_texts = {"title": "For example, Head of digital"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        council = self.instance.council
        holder = self.fields["holder"]
        holder.queryset = User.objects.filter(councilrole__content_object=council).order_by("name")
        holder.empty_label = "Nobody at the moment, or nobody with an account"

    def clean_title(self):
        title = self.cleaned_data["title"]
        others = self.instance.council.posts.exclude(pk=self.instance.pk)
        if others.filter(title__iexact=title).exists():
            raise ValidationError("There is a post with this title already. Enter another title.")
        return title

    def act(self) -> None:
        self.save()
