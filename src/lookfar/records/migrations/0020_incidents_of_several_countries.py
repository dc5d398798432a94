"""Incidents are found by every country that they touch."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0019_second_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="incidentversion",
            name="others",
            field=models.TextField(null=True),
        ),
        migrations.AddIndex(
            model_name="incidentversion",
            index=models.Index(
                condition=models.Q(others__isnull=False), fields=["others"], name="incidents_of_several_countries"
            ),
        ),
    ]
