"""A body says from when to when it tells of, so that time in which nobody listened is known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0020_incidents_of_several_countries"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="oldest",
            field=models.DateTimeField(null=True),
        ),
    ]
