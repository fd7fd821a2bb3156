"""The forms with which MHCLG keeps councils and firms."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import staff
from accounts.audit import record
from accounts.forms import ConfirmForm
from accounts.models import Council, EmailDomain, Firm, Succession, User
from iip.forms import DateField, GovukForm, GovukModelForm, TextField

DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")


class SearchForm(GovukForm):
    """A search by name."""

    q = TextField(label="Search by name", required=False)


class DomainForm(GovukForm):
    """An e-mail domain of a council's people."""

    domain = TextField(label="E-mail domain", help_text="What stands after the @, for example ashby.gov.uk", limit=100)

    def __init__(self, *args, council: Council, **kwargs):
        super().__init__(*args, **kwargs)
        self.council = council

    def clean_domain(self):
        domain = self.cleaned_data["domain"].strip().lower().removeprefix("@")
        if not DOMAIN.fullmatch(domain):
            raise ValidationError("Enter a domain like ashby.gov.uk")
        if self.council.email_domains.filter(domain=domain).exists():
            raise ValidationError(f"{domain} is already a domain of this council")
        return domain

    def act(self, by: User) -> None:
        domain = self.cleaned_data["domain"]
        EmailDomain.objects.create(council=self.council, domain=domain)
        record("e-mail domain added", by=by, on=self.council, detail=domain)


class CouncilEndForm(GovukForm):
    """When a council ends, and who takes over."""

    ends_on = DateField(label="Ends on", help_text="The first day without it, for example 1 4 2028", required=False)
    successor = forms.ModelChoiceField(
        Council.objects.none(), label="Council that takes over", required=False, empty_label="Not known, or none more"
    )

    def __init__(self, *args, council: Council, **kwargs):
        super().__init__(*args, initial={"ends_on": council.ends_on}, **kwargs)
        self.council = council
        others = Council.objects.going().exclude(pk=council.pk)
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]  # a choice among rows

    def clean(self):
        said = super().clean()
        if said.get("successor") and not said.get("ends_on") and not self.has_error("ends_on"):
            self.add_error("ends_on", "Enter the day on which the other council takes over")
        return said

    @transaction.atomic
    def act(self, by: User) -> None:
        ends_on, successor = self.cleaned_data["ends_on"], self.cleaned_data["successor"]
        Council.objects.filter(pk=self.council.pk).update(ends_on=ends_on)
        if successor:
            Succession.objects.update_or_create(predecessor=self.council, successor=successor, defaults={"on": ends_on})
        record("council's end set", by=by, on=self.council, detail=f"{ends_on or 'none'}; {successor or ''}")


class FirmForm(GovukModelForm):
    """A firm of assurers."""

    class Meta:
        model = Firm
        fields = ("name",)
        field_classes = {"name": TextField}
        labels = {"name": "Name of the firm"}

    def clean_name(self):
        name = self.cleaned_data["name"]
        if Firm.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("There is a firm of this name already. Enter another name.")
        return name

    def act(self, by: User) -> None:
        firm = self.save()
        record("firm added", by=by, on=firm, detail=firm.name)


class StaffRemovalForm(ConfirmForm):
    """The end of somebody's role at MHCLG."""

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def act(self, by: User) -> None:
        staff.remove(self.user, by=by)
