import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("flow", "0006_offer_consultation")]

    operations = [
        migrations.CreateModel(
            name='FundedMinutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='FundedUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('core', 'Core'), ('statutory', 'Statutory'), ('pre_statutory', 'Pre Statutory'), ('traded', 'Traded')], max_length=20)),
                ('minutes', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='FundingStream',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('draws_at', models.PositiveSmallIntegerField()),
                ('may_not_pay', models.JSONField(default=list, help_text='Purposes that it may not pay for.')),
                ('services', models.JSONField(default=list, help_text='Slugs of the services it may pay.')),
                ('phases', models.JSONField(default=list, help_text='Phases of the schools it may pay for.')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('source', models.TextField(help_text='Where the ring-fence is from, in a sentence.')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Grade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('name', models.TextField()),
                ('salary_pence', models.PositiveBigIntegerField(null=True)),
                ('source', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='StaffLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('role', models.TextField()),
                ('fte_hundredths', models.PositiveIntegerField()),
                ('pattern', models.CharField(choices=[('term_time', 'Term Time'), ('all_year', 'All Year')], max_length=10)),
                ('weeks', models.PositiveSmallIntegerField()),
                ('minutes_a_day', models.PositiveSmallIntegerField()),
                ('leave_days', models.PositiveSmallIntegerField()),
                ('training_days', models.PositiveSmallIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='TimeTakenOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('statutory', 'Statutory'), ('travel', 'Travel'), ('supervision', 'Supervision'), ('meetings', 'Meetings'), ('pool', 'Pool')], max_length=12)),
                ('percent_hundredths', models.PositiveSmallIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('minutes_each', models.PositiveIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='VisitPurpose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visit_slug', models.SlugField()),
                ('purpose', models.CharField(choices=[('core', 'Core'), ('statutory', 'Statutory'), ('pre_statutory', 'Pre Statutory'), ('traded', 'Traded')], max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='YearMiles',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('miles', models.PositiveIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='YearRates',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('academic_year', models.PositiveSmallIntegerField()),
                ('on_cost_hundredths', models.PositiveIntegerField(help_text='Of a per cent of salaries.')),
                ('overhead_hundredths', models.PositiveIntegerField(help_text='Of a per cent of all before it.')),
                ('mileage_pence', models.PositiveSmallIntegerField()),
                ('source', models.TextField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.AddField(
            model_name='fundedminutes',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority'),
        ),
        migrations.AddField(
            model_name='fundedminutes',
            name='capacity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.capacity'),
        ),
        migrations.AddField(
            model_name='fundeduse',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority'),
        ),
        migrations.AddField(
            model_name='fundeduse',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.ledgerentry'),
        ),
        migrations.AddField(
            model_name='fundingstream',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority'),
        ),
        migrations.AddField(
            model_name='fundeduse',
            name='stream',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.fundingstream'),
        ),
        migrations.AddField(
            model_name='fundedminutes',
            name='stream',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.fundingstream'),
        ),
        migrations.AddField(
            model_name='grade',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority'),
        ),
        migrations.AddField(
            model_name='staffline',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority'),
        ),
        migrations.AddField(
            model_name='staffline',
            name='grade',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.grade'),
        ),
        migrations.AddField(
            model_name='staffline',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.service'),
        ),
        migrations.AddField(
            model_name='staffline',
            name='stream',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.fundingstream'),
        ),
        migrations.AddField(
            model_name='timetakenoff',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority'),
        ),
        migrations.AddField(
            model_name='timetakenoff',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.service'),
        ),
        migrations.AddField(
            model_name='visitpurpose',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority'),
        ),
        migrations.AddField(
            model_name='visitpurpose',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.service'),
        ),
        migrations.AddField(
            model_name='yearmiles',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority'),
        ),
        migrations.AddField(
            model_name='yearmiles',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.service'),
        ),
        migrations.AddField(
            model_name='yearrates',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority'),
        ),
        migrations.AddConstraint(
            model_name='fundingstream',
            constraint=models.UniqueConstraint(fields=('authority', 'name'), name='one_stream_per_name'),
        ),
        migrations.AddConstraint(
            model_name='fundingstream',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='streams_end_after_they_start'),
        ),
        migrations.AddConstraint(
            model_name='fundingstream',
            constraint=models.CheckConstraint(condition=models.Q(('may_not_pay__contains', 'core'), _negated=True), name='streams_may_pay_for_core'),
        ),
        migrations.AddConstraint(
            model_name='fundeduse',
            constraint=models.UniqueConstraint(fields=('entry', 'stream'), name='a_stream_pays_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='fundeduse',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='payments_take_time'),
        ),
        migrations.AddConstraint(
            model_name='fundedminutes',
            constraint=models.UniqueConstraint(fields=('capacity', 'stream'), name='one_part_per_stream', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='grade',
            constraint=models.UniqueConstraint(fields=('authority', 'academic_year', 'name'), name='one_grade_per_name'),
        ),
        migrations.AddConstraint(
            model_name='staffline',
            constraint=models.CheckConstraint(condition=models.Q(('fte_hundredths__gt', 0), ('minutes_a_day__gt', 0), ('minutes_a_day__lte', 1440), ('weeks__gt', 0), ('weeks__lte', 53)), name='staff_have_time'),
        ),
        migrations.AddConstraint(
            model_name='staffline',
            constraint=models.CheckConstraint(condition=models.Q(('pattern', 'all_year'), ('leave_days', 0), _connector='OR'), name='term_time_staff_take_leave_outside_term'),
        ),
        migrations.AddConstraint(
            model_name='timetakenoff',
            constraint=models.UniqueConstraint(fields=('service', 'academic_year', 'kind'), name='taken_off_once_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='timetakenoff',
            constraint=models.CheckConstraint(condition=models.Q(('percent_hundredths__lte', 10000)), name='no_more_than_all_is_taken_off'),
        ),
        migrations.AddConstraint(
            model_name='visitpurpose',
            constraint=models.UniqueConstraint(fields=('service', 'visit_slug'), name='one_purpose_per_kind_of_visit'),
        ),
        migrations.AddConstraint(
            model_name='yearmiles',
            constraint=models.UniqueConstraint(fields=('service', 'academic_year'), name='miles_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='yearrates',
            constraint=models.UniqueConstraint(fields=('authority', 'academic_year'), name='one_set_of_rates_per_year'),
        ),
    ]
