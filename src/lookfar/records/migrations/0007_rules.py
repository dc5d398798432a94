import django.db.models.deletion
import lookfar.accounts.crypto
import uuid
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def end_old_holds(apps, schema_editor):
    """What was held before there were digests was shown, and nothing will release it: its hold is over."""
    del schema_editor
    rows = apps.get_model("records", "AlertRow").objects.exclude(held="").filter(resolved_at=None)
    rows.update(resolution="superseded", resolved_at=F("issued_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('records', '0006_score_reports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('alert_id', models.CharField(max_length=36)),
                ('sequence', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('how', models.CharField(max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name='AlertHours',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('private', lookfar.accounts.crypto.EncryptedJSONField()),
            ],
        ),
        migrations.CreateModel(
            name='AlertRule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('position', models.IntegerField()),
                ('private', lookfar.accounts.crypto.EncryptedJSONField()),
            ],
            options={
                'ordering': ['position', 'created_at'],
            },
        ),
        migrations.CreateModel(
            name='DigestRow',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('receiver', models.CharField(max_length=36)),
                ('due_at', models.DateTimeField()),
                ('wire_id', models.CharField(max_length=64, unique=True)),
                ('private', lookfar.accounts.crypto.EncryptedJSONField()),
            ],
        ),
        migrations.CreateModel(
            name='DutyContact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('position', models.IntegerField()),
            ],
            options={
                'ordering': ['position', 'created_at'],
            },
        ),
        migrations.CreateModel(
            name='EscalationStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alert_id', models.CharField(max_length=36)),
                ('number', models.IntegerField()),
                ('why', models.CharField(max_length=20)),
                ('taken_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='PersonGroup',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('private', lookfar.accounts.crypto.EncryptedJSONField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SilenceRow',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('asked_until', models.DateTimeField()),
                ('private', lookfar.accounts.crypto.EncryptedJSONField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='alertrow',
            name='one_hold_per_reason',
        ),
        migrations.AddField(
            model_name='alertrow',
            name='digest_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='alertrow',
            name='escalate_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='alertrow',
            name='held_by',
            field=models.CharField(blank=True, max_length=36),
        ),
        migrations.AddField(
            model_name='alertrow',
            name='life_threat',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='alertrow',
            name='release_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='alertrow',
            name='resolution',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='alertrow',
            name='resolved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='deliveryrow',
            name='escalated',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='deliveryrow',
            name='held',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='deliveryrow',
            name='led_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='led', to='records.deliveryrow'),
        ),
        migrations.AlterField(
            model_name='deliveryrow',
            name='alert',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='records.alertrow'),
        ),
        migrations.AddIndex(
            model_name='alertrow',
            index=models.Index(condition=models.Q(('release_at__isnull', False)), fields=['release_at'], name='holds_to_look_at'),
        ),
        migrations.AddIndex(
            model_name='alertrow',
            index=models.Index(condition=models.Q(('digest_at__isnull', False)), fields=['digest_at'], name='holds_to_digest'),
        ),
        migrations.AddIndex(
            model_name='alertrow',
            index=models.Index(condition=models.Q(('escalate_at__isnull', False)), fields=['escalate_at'], name='unanswered'),
        ),
        migrations.RunPython(end_old_holds, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='alertrow',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('held', ''), _negated=True), ('resolved_at', None)), fields=('alert_id',), name='one_open_hold'),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='records.person'),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alerthours',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='alerthours',
            name='person',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='records.person'),
        ),
        migrations.AddField(
            model_name='alertrule',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='digestrow',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='digestrow',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='records.person'),
        ),
        migrations.AddField(
            model_name='deliveryrow',
            name='digest',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='records.digestrow'),
        ),
        migrations.AddIndex(
            model_name='deliveryrow',
            index=models.Index(fields=['receiver', 'channel', 'due_at'], name='records_del_receive_8c12ab_idx'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrow',
            constraint=models.UniqueConstraint(fields=('digest', 'channel', 'receiver'), name='one_digest_delivery'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrow',
            constraint=models.CheckConstraint(condition=models.Q(('alert', None), ('digest', None), _connector='XOR'), name='an_alert_or_a_digest'),
        ),
        migrations.AddField(
            model_name='dutycontact',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='dutycontact',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='records.person'),
        ),
        migrations.AddField(
            model_name='escalationstep',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='escalationstep',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='records.person'),
        ),
        migrations.AddField(
            model_name='persongroup',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='persongroup',
            name='people',
            field=models.ManyToManyField(related_name='groups', to='records.person'),
        ),
        migrations.AddField(
            model_name='silencerow',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='silencerow',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.organisation'),
        ),
        migrations.AddConstraint(
            model_name='acknowledgement',
            constraint=models.UniqueConstraint(fields=('alert_id', 'sequence'), name='one_acknowledgement'),
        ),
        migrations.AddConstraint(
            model_name='alerthours',
            constraint=models.UniqueConstraint(condition=models.Q(('person', None)), fields=('organisation',), name='one_set_of_own_hours'),
        ),
        migrations.AddConstraint(
            model_name='digestrow',
            constraint=models.UniqueConstraint(fields=('receiver', 'due_at'), name='one_digest'),
        ),
        migrations.AddConstraint(
            model_name='dutycontact',
            constraint=models.UniqueConstraint(fields=('organisation', 'person'), name='one_duty_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='escalationstep',
            constraint=models.UniqueConstraint(fields=('alert_id', 'number'), name='one_step'),
        ),
        migrations.AddIndex(
            model_name='silencerow',
            index=models.Index(fields=['organisation', 'ends_at'], name='records_sil_organis_98af7e_idx'),
        ),
    ]
