"""The session's invitation, decisions that are never written over, minutes, and messages that are read in the service."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery

import iip.text


def fill(apps, schema_editor):
    """What the rows that are here say in the new columns."""
    Event = apps.get_model("submissions", "Event")
    Notification = apps.get_model("submissions", "Notification")
    event = Event.objects.filter(pk=OuterRef("event"))
    Notification.objects.update(
        plan=Subquery(event.values("plan")[:1]),
        by=Subquery(event.values("by")[:1]),
        at=Subquery(event.values("at")[:1]),
        read_at=F("sent_at"),
    )
    for kind in Notification.objects.order_by().values_list("kind", flat=True).distinct():
        Notification.objects.filter(kind=kind).update(label=kind.replace("_", " ").capitalize())
    numbers = {}
    for session in apps.get_model("submissions", "Session").objects.order_by("pk"):
        numbers[session.plan_id] = session.number = numbers.get(session.plan_id, 0) + 1
        session.save()
        number_the_decisions(session)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # so that the tables can change after their rows


def number_the_decisions(session):
    """Of several decisions on one thing, the last says all of them."""
    said = {}
    for decision in session.decisions.order_by("pk"):
        about = decision.response.ref if decision.response else ""
        texts = said.setdefault(about, [])
        texts.append(decision.text)
        decision.about, decision.number, decision.text = about, len(texts), "\n".join(texts)
        decision.by, decision.at = session.by, session.written_at
        decision.save()


def column(name, field):
    return migrations.AddField(model_name="notification", name=name, field=field)


USER = settings.AUTH_USER_MODEL
CASCADE, PROTECT = django.db.models.deletion.CASCADE, django.db.models.deletion.PROTECT
ROLES = [
    ("caf_lead", "CAF lead"),
    ("contributor", "Contributor"),
    ("delegate", "Contributor for some recommendations"),
    ("quality_assurer", "Internal quality assurer"),
    ("approver", "Approver"),
    ("reader", "Reader"),
    ("assurer", "Independent assurer"),
    ("firm_lead", "Lead of the assurer's team"),
    ("mhclg_analyst", "MHCLG analyst"),
    ("mhclg_manager", "MHCLG manager"),
]
WAYS = [
    ("at_once", "By e-mail at once"),
    ("weekly", "In the e-mail of the week"),
    ("service", "In the service only"),
]
KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0004_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("session", "number", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("session", "lasts", models.PositiveSmallIntegerField(default=90)),
        migrations.AddField("session", "link", models.URLField(blank=True, max_length=500)),
        migrations.AddField("session", "agenda", iip.text.TextColumn(blank=True, limit=10000)),
        migrations.AddField("session", "proposed_as", models.CharField(blank=True, choices=ROLES, max_length=20)),
        migrations.AddField("session", "invitation", models.PositiveIntegerField(default=0)),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", KEY),
                ("week", models.DateField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("to", models.ForeignKey(on_delete=CASCADE, related_name="digests", to=USER)),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("to", "week"), name="one_digest_a_week")],
            },
        ),
        column(
            "plan", models.ForeignKey(null=True, on_delete=CASCADE, related_name="notifications", to="submissions.plan")
        ),
        column("label", models.CharField(default="", max_length=100)),
        column("by", models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to=USER)),
        column("at", models.DateTimeField(default=django.utils.timezone.now)),
        column("way", models.CharField(choices=WAYS, default="at_once", max_length=10)),
        column("read_at", models.DateTimeField(blank=True, null=True)),
        column(
            "digest",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="notifications",
                to="submissions.digest",
            ),
        ),
        migrations.AddField("decision", "about", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("decision", "number", models.PositiveIntegerField(default=1)),
        migrations.AddField(
            "decision", "by", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=USER)
        ),
        migrations.AddField("decision", "at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            "session", models.UniqueConstraint(fields=("plan", "number"), name="session_number_once")
        ),
        migrations.AlterField(
            "notification",
            "plan",
            models.ForeignKey(on_delete=CASCADE, related_name="notifications", to="submissions.plan"),
        ),
        migrations.AlterField(
            "notification",
            "event",
            models.ForeignKey(
                blank=True, null=True, on_delete=CASCADE, related_name="notifications", to="submissions.event"
            ),
        ),
        migrations.AlterField("notification", "label", models.CharField(max_length=100)),
        migrations.AlterModelOptions("notification", {"default_permissions": (), "ordering": ["-at", "-pk"]}),
        migrations.AddIndex("notification", models.Index(fields=["to", "read_at"], name="notification_unread")),
        migrations.RemoveField("decision", "response"),
        migrations.AlterField("decision", "about", models.CharField(blank=True, max_length=40)),
        migrations.AlterField("decision", "number", models.PositiveIntegerField()),
        migrations.AlterField("decision", "text", iip.text.TextColumn(blank=True, limit=10000)),
        migrations.AlterField("decision", "by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=USER)),
        migrations.AlterModelOptions("decision", {"default_permissions": (), "ordering": ["about", "number"]}),
        migrations.AddConstraint(
            "decision", models.UniqueConstraint(fields=("session", "about", "number"), name="decision_number_once")
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("id", KEY),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("reason", iip.text.TextColumn(blank=True, limit=10000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=USER)),
                ("plan", models.ForeignKey(on_delete=PROTECT, related_name="minutes", to="submissions.plan")),
                ("session", models.ForeignKey(on_delete=PROTECT, related_name="minutes", to="submissions.session")),
            ],
            options={
                "ordering": ["number"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("plan", "number"), name="minutes_number_once")],
            },
        ),
    ]
