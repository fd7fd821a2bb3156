"""The forms about profiles: which there are, and the status that each outcome must reach."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import record
from accounts.models import User
from assurance.manage.forms import rows
from assurance.models import Achievement, Framework, Outcome, Profile, Target
from iip.forms import DateField, GovukForm, TextField

NO_TARGET = ("none", "No target set")


class ProfileForm(GovukForm):
    """A new profile, empty or with the targets of another."""

    framework = rows(Framework.objects.all(), "CAF version")
    name = TextField(label="Name", limit=100, help_text="For example, Local government baseline")
    since = DateField(label="In force from", help_text="For example, 1 4 2027")
    copied = rows(Profile.objects.select_related("framework"), "Copy targets from", empty="None: I will set them all")

    def clean(self):
        said = super().clean()
        framework, copied = said.get("framework"), said.get("copied")
        if framework and copied and copied.framework_id != framework.pk:
            self.add_error("copied", f"Select a profile for {framework}: its outcomes are not those of the other")
        same = Profile.objects.filter(framework=framework, name__iexact=said.get("name"), since=said.get("since"))
        if same.exists():
            self.add_error("name", "There is a profile with this name and day already")
        return said

    @transaction.atomic
    def act(self, by: User) -> None:
        said = self.cleaned_data
        self.profile = Profile.objects.create(framework=said["framework"], name=said["name"], since=said["since"])
        if said["copied"]:
            Target.objects.bulk_create(
                Target(profile=self.profile, outcome_id=target.outcome_id, achievement=target.achievement)
                for target in said["copied"].targets.all()
            )
        record("profile added", by=by, on=self.profile, detail=str(self.profile))


class TargetsForm(GovukForm):
    """The target of each outcome of a profile, one field an outcome."""

    def __init__(self, *args, profile: Profile, **kwargs):
        super().__init__(*args, **kwargs)
        self.profile = profile
        self.outcomes = list(profile.framework.outcomes.select_related("principle"))
        now = dict(profile.targets.values_list("outcome", "achievement"))
        for outcome in self.outcomes:
            field = forms.ChoiceField(label=str(outcome), choices=self.levels(outcome))
            field.initial = now.get(outcome.pk, NO_TARGET[0])
            self.fields[self.name_of(outcome)] = field
            self.speak_plainly(self.name_of(outcome), field)

    @staticmethod
    def levels(outcome: Outcome) -> list[tuple[str, str]]:
        """What the target may be: some outcomes have no "partially achieved"."""
        partial = [] if outcome.has_partial else [Achievement.PARTIAL]
        return [NO_TARGET, *((a.value, str(a.label)) for a in Achievement if a not in partial)]

    @staticmethod
    def name_of(outcome: Outcome) -> str:
        return f"target_{outcome.pk}"

    def by_principle(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields under the title of each principle."""
        for principle in dict.fromkeys(outcome.principle for outcome in self.outcomes):
            here = [o for o in self.outcomes if o.principle == principle]
            yield str(principle), [self[self.name_of(outcome)] for outcome in here]

    @transaction.atomic
    def act(self, by: User) -> None:
        """Write what has changed, and only that."""
        if not self.changed_data:
            raise ValidationError("You have changed nothing. Change a target, or go back.")
        for outcome in self.outcomes:
            if self.name_of(outcome) in self.changed_data:
                self._set(outcome, self.cleaned_data[self.name_of(outcome)])
        changed = [o.code for o in self.outcomes if self.name_of(o) in self.changed_data]
        record("targets changed", by=by, on=self.profile, detail=f"{self.profile}: {', '.join(changed)}")

    def _set(self, outcome, achievement):
        if achievement != NO_TARGET[0]:
            Target.objects.update_or_create(
                profile=self.profile, outcome=outcome, defaults={"achievement": achievement}
            )
        else:
            Target.objects.filter(profile=self.profile, outcome=outcome).delete()
