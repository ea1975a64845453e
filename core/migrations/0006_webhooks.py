import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_attachment_preview'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('url', models.CharField(max_length=500)),
                ('place', models.CharField(max_length=40)),
                ('events', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('active', 'Receives events'), ('paused', 'Paused by hand'), ('stopped', 'Stopped after failures')], default='active', max_length=10, verbose_name='state')),
                ('secret', models.CharField(blank=True, max_length=160)),
                ('former_secret', models.CharField(blank=True, max_length=160)),
                ('former_until', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('rests_until', models.DateTimeField(null=True)),
                ('given_up', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhook_endpoints', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.UUIDField()),
                ('event', models.CharField(max_length=60)),
                ('about_label', models.CharField(blank=True, max_length=160)),
                ('about_address', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'On its way'), ('delivered', 'Arrived'), ('given_up', 'Given up')], default='waiting', max_length=10, verbose_name='state')),
                ('turn', models.PositiveIntegerField(default=1)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('next_try_at', models.DateTimeField()),
                ('gives_up_at', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('delivered_at', models.DateTimeField(null=True)),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='core.webhookendpoint')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='WebhookAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('milliseconds', models.PositiveIntegerField()),
                ('failure', models.CharField(blank=True, choices=[('not_allowed', 'The host or port is not on the list of allowed ones.'), ('owner', 'Whoever set the endpoint up may no longer look after it.'), ('seal', 'The signing secret cannot be opened; rotate it.'), ('no_name', 'The host name has no address.'), ('inner', 'The host name leads to an address inside our own network.'), ('timeout', 'No answer within ten seconds.'), ('connection', 'No connection, or it broke off.'), ('tls', 'The certificate is not valid for this host.'), ('redirect', 'It answered with a redirect, which is never followed.'), ('status', 'It answered that it did not accept the message.')], max_length=20)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='core.webhookdelivery')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('delivery', 'number'), name='webhook_attempt_once'), models.CheckConstraint(condition=models.Q(('failure__in', ['', 'not_allowed', 'owner', 'seal', 'no_name', 'inner', 'timeout', 'connection', 'tls', 'redirect', 'status'])), name='webhook_failure_known')],
            },
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'paused', 'stopped'])), name='webhook_state_known'),
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('former_secret', ''), ('former_until', None)), models.Q(models.Q(('former_secret', ''), _negated=True), ('former_until__isnull', False)), _connector='OR'), name='webhook_former_whole'),
        ),
        migrations.AddConstraint(
            model_name='webhookendpoint',
            constraint=models.CheckConstraint(condition=models.Q(('removed_at', None), models.Q(('former_secret', ''), ('secret', '')), _connector='OR'), name='webhook_removed_keeps_no_secret'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='webhook_waiting'),
        ),
        migrations.AddIndex(
            model_name='webhookdelivery',
            index=models.Index(fields=['created_at'], name='webhook_age'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('endpoint', 'message_id'), name='webhook_message_once'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'delivered', 'given_up'])), name='webhook_delivery_state_known'),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delivered_at__isnull', False), ('state', 'delivered')), models.Q(models.Q(('state', 'delivered'), _negated=True), ('delivered_at', None)), _connector='OR'), name='webhook_delivered_when'),
        ),
    ]
