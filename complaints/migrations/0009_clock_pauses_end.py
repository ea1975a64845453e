from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0008_cases'),
    ]

    operations = [
        migrations.AddField(
            model_name='clockinterval',
            name='resume_at',
            field=models.DateTimeField(null=True, verbose_name='goes on'),
        ),
        migrations.RemoveConstraint(
            model_name='clockinterval',
            name='clock_pause_has_a_reason',
        ),
        migrations.AddConstraint(
            model_name='clockinterval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'run'), ('reason', ''), ('resume_at', None)), models.Q(('kind', 'pause'), ('reason__in', ['customer_away', 'customer_proof', 'outside', 'force']), ('resume_at__gt', F('started_at'))), _connector='OR'), name='clock_pause_has_a_reason'),
        ),
        migrations.AddIndex(
            model_name='clockinterval',
            index=models.Index(condition=models.Q(('ended_at', None), ('kind', 'pause')), fields=['resume_at', 'id'], name='clock_pause_ends'),
        ),
    ]
