"""The forms that hand recommendations over: to a colleague who is here, or to somebody invited to answer them."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import User
from accounts.proof import ProofMixin
from iip.forms import GovukForm, TextField
from iip.widgets import Radios
from submissions.delegation import hand_all_over, offer, tell
from submissions.models import Plan, Response

NEW = "new"
SELECT = "Select at least one recommendation"


class RowsMixin:
    """Lets a form speak of recommendations of a plan. Takes `plan`. Put it before the form's class."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        refs = plan.responses.exclude(recommendation=None).order_by("ref").values_list("ref", flat=True)
        self.fields["refs"] = forms.MultipleChoiceField(
            label="Recommendations",
            choices=[(ref, ref) for ref in refs],
            error_messages={"required": SELECT, "invalid_choice": "Select from the recommendations that are shown"},
        )

    @property
    def rows(self) -> list[Response]:
        """The responses that were selected."""
        rows = list(self.plan.responses.filter(ref__in=self.cleaned_data["refs"]).order_by("ref"))
        for row in rows:
            row.plan = self.plan
        return rows


class HandOverForm(RowsMixin, GovukForm):
    """Some recommendations, and the colleague who is to answer them."""

    required_errors = {"person": "Select who is to answer them"}
    person = forms.ChoiceField(label="Who answers them?", choices=[], widget=Radios())

    def __init__(self, *args: Any, delegates: Iterable[User], **kwargs: Any) -> None:
        self.people = {str(user.pk): user for user in delegates}
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        known = [(key, f"{user.name} ({user.email})") for key, user in self.people.items()]
        people.choices = [*known, (NEW, "Somebody who has no role here yet")]

    @property
    def is_new(self) -> bool:
        """Whether they go to somebody who has to be invited first."""
        return self.cleaned_data["person"] == NEW

    def act(self, by: User) -> User:
        """Hand them over, and tell the colleague, whom it returns."""
        user = self.people[self.cleaned_data["person"]]
        hand_all_over(self.rows, user, by=by)
        tell(self.plan, user, len(self.rows))
        return user


class DelegateInvitationForm(RowsMixin, ProofMixin, GovukForm):
    """An invitation to answer some recommendations."""

    required_errors = {"name": "Enter the person’s full name", "email": "Enter their e-mail address"}
    name = TextField(label="Full name")
    email = forms.EmailField(label="E-mail address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        domains = " or ".join(f"@{row.domain}" for row in self.plan.council.email_domains.all())
        self.fields["email"].help_text = f"It must end in {domains}" if domains else ""

    def act(self, by: User) -> None:
        said = self.cleaned_data
        offer(self.rows, email=said["email"], name=said["name"], by=by)
