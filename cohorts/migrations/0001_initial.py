import accounts.models.user
import core.clock
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('slug', models.SlugField(max_length=45, unique=True)),
                ('zone', models.CharField(default='UTC', max_length=64, validators=[accounts.models.user.validate_zone])),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('circle', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cohort', to='access.circle')),
                ('recordings_circle', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='recorded_cohort', to='access.circle')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='cohorts_cohort_name_not_blank'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='cohorts_cohort_ends_after_start', violation_error_message='The last day comes before the first.'), models.CheckConstraint(condition=models.Q(('circle', models.F('recordings_circle')), _negated=True), name='cohorts_cohort_circles_differ')],
            },
        ),
    ]
