"""When an issued forecast and a resolution count from: what was written under a clock that was ahead is put right."""

from django.db import migrations, models


def as_recorded(apps, schema_editor):
    for name in ("ForecastIssue", "ResolutionRow"):
        apps.get_model("records", name).objects.update(counts_from=models.F("recorded_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0014_forecast_chain"),
    ]

    operations = [
        migrations.AddField("forecastissue", "counts_from", models.DateTimeField(null=True)),
        migrations.AddField("resolutionrow", "counts_from", models.DateTimeField(null=True)),
        migrations.AddField("resolutionrow", "made_at", models.DateTimeField(null=True)),
        migrations.RunPython(as_recorded, migrations.RunPython.noop),
        migrations.AlterField("forecastissue", "counts_from", models.DateTimeField(db_index=True)),
        migrations.AlterField("resolutionrow", "counts_from", models.DateTimeField(db_index=True)),
        migrations.AlterField("forecastissue", "recorded_at", models.DateTimeField()),
        migrations.AlterField("resolutionrow", "recorded_at", models.DateTimeField()),
    ]
