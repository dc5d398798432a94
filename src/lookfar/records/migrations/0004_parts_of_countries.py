"""Ids of parts of countries are longer than those of countries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_regrouping"),
    ]

    operations = [
        migrations.AlterField(
            model_name="arearating",
            name="area",
            field=models.CharField(max_length=16),
        ),
        migrations.AlterField(
            model_name="changerow",
            name="area",
            field=models.CharField(max_length=16),
        ),
    ]
