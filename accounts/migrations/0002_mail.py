from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="mail",
            field=models.CharField(
                choices=[
                    ("at_once", "An e-mail each time"),
                    ("weekly", "One e-mail a week, and one each time it is your turn"),
                    ("none", "No e-mail: only in the service"),
                ],
                default="at_once",
                max_length=10,
            ),
        ),
    ]
