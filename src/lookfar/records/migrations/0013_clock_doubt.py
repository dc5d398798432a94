from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0012_safety'),
    ]

    operations = [
        migrations.AddField(
            model_name='installation',
            name='clock_doubted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
