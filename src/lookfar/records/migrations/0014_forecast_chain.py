"""Issued forecasts are chained; those of before as they stand now, and marked so."""

from django.db import migrations, models

from lookfar.records.forecast_chain import chained


def chain(apps, schema_editor):
    last = ""
    for row in apps.get_model("records", "ForecastIssue").objects.order_by("pk"):
        row.previous, row.chained_late = last, True
        row.chain = last = chained(row)
        row.save(update_fields=["previous", "chain", "chained_late"])


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0013_clock_doubt"),
    ]

    operations = [
        migrations.AddField("forecastissue", "previous", models.CharField(max_length=64, default="")),
        migrations.AddField("forecastissue", "chain", models.CharField(max_length=64, default="")),
        migrations.AddField("forecastissue", "chained_late", models.BooleanField(default=False)),
        migrations.RunPython(chain, migrations.RunPython.noop),
    ]
