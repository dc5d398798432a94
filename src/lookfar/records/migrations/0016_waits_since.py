from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0015_forecasts_count_from'),
    ]

    operations = [
        migrations.AddField(
            model_name='alertrow',
            name='waits_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
