from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0017_in_digest'),
    ]

    operations = [
        migrations.AddField(
            model_name='alertrow',
            name='late_because',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='alertrow',
            name='late_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='escalationstep',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='escalationstep',
            name='late_because',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
    ]
