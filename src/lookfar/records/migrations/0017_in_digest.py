import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0016_waits_since'),
    ]

    operations = [
        migrations.AddField(
            model_name='alertrow',
            name='in_digest',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='records.digestrow'),
        ),
        migrations.AddField(
            model_name='deliveryrow',
            name='in_digest',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='records.digestrow'),
        ),
    ]
