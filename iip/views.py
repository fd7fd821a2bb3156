"""Pages that any such site needs: its health, what it says when a form cannot be taken, its components."""

import datetime

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from iip.forms import DateField, GovukForm, PoundsField, TextField, WholeNumberField
from iip.typed import typed
from iip.widgets import Checkboxes, Radios

LEVELS = [("high", "High"), ("medium", "Medium"), ("low", "Low")]


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Says "ok" where the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form had expired: nothing was saved, and what was typed is shown."""
    context = {"typed": typed(request), "again": request.path}
    return render(request, "403_csrf.html", context, status=403)


@login_not_required
def help_page(request: HttpRequest, subject: str) -> HttpResponse:
    """One of the pages that explain the service; open to anyone."""
    return render(request, f"help/{subject}.html", {"support_email": settings.SUPPORT_EMAIL})


class ComponentsForm(GovukForm):
    """One field of each kind."""

    title = TextField(label="Title", help_text="For example, Replace the firewall")
    action = TextField(label="What we will do", rows=4, limit=500)
    reason = TextField(label="Reason", rows=3, required=False)
    email = forms.EmailField(label="E-mail address")
    cost = PoundsField(label="One-off capital", help_text="In whole pounds, for example 12,000")
    days = WholeNumberField(label="Effort days", required=False, min_value=0)
    on = DateField(
        label="Look again on",
        help_text="For example, 27 3 2027",
        error_messages={"required": "Enter the date to look again on"},
    )
    effort = forms.ChoiceField(
        label="Effort",
        choices=LEVELS,
        widget=Radios(hints={"high": "More than 60 days of work"}),
    )
    complexity = forms.ChoiceField(label="Complexity", choices=LEVELS, widget=Radios(inline=True))
    support = forms.MultipleChoiceField(
        label="Support wanted",
        choices=[("money", "Money"), ("skills", "Skills")],
        widget=Checkboxes,
        required=False,
    )
    priority = forms.ChoiceField(label="Priority", choices=[("", "Select a priority"), *LEVELS])
    workbook = forms.FileField(label="Workbook", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput({"autocomplete": "off"}))
    agree = forms.BooleanField(label="This is final and complete")


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Each component as this service shows it. Only in a demonstration."""
    if not settings.DEMO:
        raise Http404
    form = ComponentsForm(request.POST or None, request.FILES or None)
    form.is_valid()
    shown = {"form": form, "now": timezone.now(), "day": datetime.date(2027, 3, 27), "cost": 12000}
    return render(request, "ground/components.html", shown)
