"""The forms about cycles, deadlines, assessments and engagements."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.audit import record
from accounts.forms import ConfirmForm
from accounts.models import Council, Firm, User
from accounts.proof import ProofMixin
from accounts.role_words import MAY
from accounts.roles import ENGAGEMENT_ROLES, Role
from assurance import engagements
from assurance.models import Assessment, Cycle, Deadline, Engagement, EngagementRole, Framework, Profile
from iip.forms import DateField, GovukForm, GovukModelForm, TextField
from iip.quarters import financial_year
from iip.widgets import Radios, TextInput

NUMBERS = ("near_term_quarters", "mid_term_quarters", "factual_check_days")
YES_NO = [("yes", "Yes"), ("no", "No")]


def rows(queryset: Any, label: str, *, empty: str = "", **more: Any) -> forms.ModelChoiceField:
    """A choice among rows; `empty` is the answer for none of them, where that is one."""
    return forms.ModelChoiceField(
        queryset, label=label, required=not empty, empty_label=empty or f"Select a {label.lower()}", **more
    )


class CycleForm(GovukModelForm):
    """An assessment cycle and the facts of its year."""

    required_errors = {
        "near_term_quarters": "Enter after how many quarters the near term ends",
        "mid_term_quarters": "Enter after how many quarters the mid term ends",
        "factual_check_days": "Enter how many working days the factual check lasts",
    }

    class Meta:
        model = Cycle
        fields = ("year", *NUMBERS)
        labels = {
            "year": "Year in which it starts",
            "near_term_quarters": "Near term ends after this many quarters",
            "mid_term_quarters": "Mid term ends after this many quarters",
            "factual_check_days": "Working days for the factual check",
        }
        help_texts = {"year": "The financial year from April, for example 2026 for 2026/27"}
        error_messages = {name: {"min_value": "Enter 0 or more"} for name in ("year", *NUMBERS)}
        widgets = {name: TextInput({"inputmode": "numeric"}, width=4) for name in ("year", *NUMBERS)}

    def clean_year(self):
        year = self.cleaned_data["year"]
        if not 2020 <= year <= 2099:
            raise ValidationError("Enter a year from 2020 to 2099, for example 2026")
        if Cycle.objects.filter(year=year).exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"There is a cycle for {financial_year(year)} already")
        return year

    def clean(self):
        said = super().clean()
        near, mid = said.get("near_term_quarters"), said.get("mid_term_quarters")
        if near is not None and mid is not None and mid <= near:
            self.add_error("mid_term_quarters", "The mid term must end after the near term")
        return said

    def validate_constraints(self):
        """What the constraints hold is said above, in sentences."""

    def act(self, by: User) -> None:
        cycle = self.save()
        record("cycle saved", by=by, on=cycle, detail=str(cycle))


class DeadlineForm(GovukModelForm):
    """A day by which something is expected, for all councils or with a reason for one."""

    on = DateField(label="Day", help_text="For example, 31 3 2027")

    class Meta:
        model = Deadline
        fields = ("kind", "on", "council", "reason")
        field_classes = {"reason": TextField}
        labels = {"kind": "What is expected", "council": "Council", "reason": "Reason, where it is for one council"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"].empty_label = "All councils"
        self.fields["kind"].choices = [("", "Select what is expected"), *Deadline.Kind.choices]

    def clean(self):
        said = super().clean()
        if said.get("council") and not said.get("reason") and not self.has_error("reason"):
            self.add_error("reason", "Enter the reason why this council has a day of its own")
        others = self.instance.cycle.deadlines.exclude(pk=self.instance.pk)
        if others.filter(kind=said.get("kind"), council=said.get("council")).exists():
            self.add_error("kind", "There is a deadline for this already. Change that one.")
        return said

    def validate_constraints(self):
        """What the constraints hold is said above, in sentences."""

    def act(self, by: User) -> None:
        deadline = self.save()
        record("deadline saved", by=by, on=deadline, detail=f"{deadline.cycle}: {deadline}")


class AssessmentForm(GovukForm):
    """An assessment of a council in a cycle."""

    council = rows(Council.objects.all(), "Council")
    cycle = rows(Cycle.objects.all(), "Cycle")
    framework = rows(Framework.objects.all(), "CAF version")
    profile = rows(Profile.objects.select_related("framework"), "Profile", empty="No targets set yet")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"].queryset = Council.objects.going()

    def clean(self):
        said = super().clean()
        profile, framework = said.get("profile"), said.get("framework")
        if profile and framework and profile.framework_id != framework.pk:
            self.add_error("profile", f"Select a profile for {framework}: this one is for {profile.framework}")
        council, cycle = said.get("council"), said.get("cycle")
        if council and cycle and Assessment.objects.filter(council=council, cycle=cycle).exists():
            self.add_error("council", f"{council} has an assessment in {cycle} already")
        return said

    def act(self, by: User) -> None:
        self.assessment = Assessment.objects.create(**self.cleaned_data)
        record("assessment added", by=by, on=self.assessment, detail=str(self.assessment))


class AssessmentProfileForm(GovukForm):
    """Another profile for an assessment: it counts for reports that are issued from now on."""

    def __init__(self, *args, assessment: Assessment, **kwargs):
        super().__init__(*args, initial={"profile": assessment.profile_id}, **kwargs)
        self.assessment = assessment
        profiles = assessment.framework.profiles.select_related("framework")
        self.fields["profile"] = rows(profiles, "Profile", empty="No targets set yet")
        self.speak_plainly("profile", self.fields["profile"])

    def act(self, by: User) -> None:
        profile = self.cleaned_data["profile"]
        Assessment.objects.filter(pk=self.assessment.pk).update(profile=profile)
        record("profile of an assessment set", by=by, on=self.assessment, detail=str(profile or "none"))


class AssessmentFilterForm(GovukForm):
    """Which assessments to list."""

    q = TextField(label="Council’s name", required=False)
    cycle = rows(Cycle.objects.all(), "Cycle", empty="All cycles", to_field_name="year")
    firm = rows(Firm.objects.order_by("name"), "Firm", empty="All firms")


class EngagementForm(GovukForm):
    """A firm's link to an assessment."""

    firm = rows(Firm.objects.order_by("name"), "Firm")
    starts_on = DateField(label="Starts on", help_text="For example, 1 9 2026")
    ends_on = DateField(label="Ends on", help_text="The last day on which the firm sees this assessment")
    leads = forms.ChoiceField(
        label="Does this firm lead?",
        help_text="The firm that leads takes the assurer’s steps on the plan. The others comment and are told.",
        choices=YES_NO,
        widget=Radios(inline=True),
        error_messages={"required": "Select yes if this firm leads"},
    )

    def __init__(self, *args, assessment: Assessment, **kwargs):
        super().__init__(*args, **kwargs)
        self.assessment = assessment

    def clean(self):
        said = super().clean()
        starts_on, ends_on = said.get("starts_on"), said.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must not be before the first")
        return said

    def act(self, by: User) -> None:
        said = self.cleaned_data
        dates = {"starts_on": said["starts_on"], "ends_on": said["ends_on"]}
        engagements.link(self.assessment, said["firm"], leads=said["leads"] == "yes", by=by, **dates)


class FirmPersonForm(ProofMixin, GovukForm):
    """A person of the firm for its work, with their role there."""

    person = forms.ModelChoiceField(User.objects.none(), label="Person", empty_label="Select a person")
    role = forms.ChoiceField(
        label="Role",
        choices=[(role.value, role.label) for role in ENGAGEMENT_ROLES],
        widget=Radios(hints={role.value: MAY[role] for role in ENGAGEMENT_ROLES}),
    )

    def __init__(self, *args, engagement: Engagement, **kwargs):
        super().__init__(*args, **kwargs)
        self.engagement = engagement
        people = engagement.firm.people.filter(is_active=True).order_by("name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a choice among rows

    def act(self, by: User) -> None:
        said = self.cleaned_data
        engagements.choose(self.engagement, said["person"], Role(said["role"]), by=by)


class FirmLeadForm(FirmPersonForm):
    """The lead of the firm's team, whom MHCLG names."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["role"]

    def act(self, by: User) -> None:
        engagements.choose(self.engagement, self.cleaned_data["person"], Role.FIRM_LEAD, by=by)


class FirmRemovalForm(ConfirmForm):
    """The end of a person's part in the firm's work."""

    def __init__(self, *args, row: EngagementRole, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row

    def act(self, by: User) -> None:
        engagements.remove(self.row, by=by)


class CloseForm(GovukForm):
    """The end of a firm's work before its time."""

    def __init__(self, *args, engagement: Engagement, **kwargs):
        super().__init__(*args, **kwargs)
        self.engagement = engagement

    def act(self, by: User) -> None:
        engagements.close(self.engagement, by=by)
