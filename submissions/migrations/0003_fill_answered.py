"""Says of the plans that exist which reports they answer: those issued whose recommendations all have a response."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def fill(apps, schema_editor):
    Plan = apps.get_model("submissions", "Plan")
    Answered = apps.get_model("submissions", "Answered")
    Report = apps.get_model("assurance", "Report")
    Recommendation = apps.get_model("assurance", "Recommendation")
    waiting = Recommendation.objects.filter(report=OuterRef("pk"), responses=None)
    for plan in Plan.objects.all():
        issued = Report.objects.filter(scope__assessment=plan.assessment_id, state="issued")
        Answered.objects.bulk_create(
            Answered(plan=plan, scope_id=scope, report_id=report)
            for report, scope in issued.filter(~Exists(waiting)).values_list("pk", "scope")
        )


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0002_answered_reports"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
