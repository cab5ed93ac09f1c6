import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("flow", "0010_triage")]

    operations = [
        migrations.RemoveConstraint(
            model_name='schoolrequest',
            name='asked_requests_are_complete',
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='about',
            field=models.CharField(choices=[('learner', 'Learner'), ('group', 'Group'), ('class', 'Class'), ('school', 'School')], default='learner', max_length=10),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='about_whom',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='typed',
            field=models.JSONField(default=dict, help_text='What was typed of a learner and does not name one yet.'),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='need_area',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='second_need_code',
            field=models.CharField(blank=True, max_length=4),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='second_need_area',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='approach',
            field=models.CharField(choices=[('cycle', 'Cycle'), ('sudden', 'Sudden'), ('attached', 'Attached')], default='cycle', max_length=10),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='sudden_change',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='assessed_by',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='assessed_over',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='assessed_result',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='planned_by',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='planned_over',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='planned_result',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='done_by',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='done_over',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='done_result',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='reviewed_by',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='reviewed_over',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='reviewed_result',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='saved_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='schoolrequest',
            name='saved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='schoolrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'drafted'), models.Q(('asked_at__isnull', False), models.Q(('concern', ''), _negated=True), models.Q(models.Q(('about', 'learner'), ('learner__isnull', False)), models.Q(('learner__isnull', True), models.Q(('about', 'learner'), _negated=True), models.Q(('about_whom', ''), _negated=True)), _connector='OR')), _connector='OR'), name='asked_requests_are_complete'),
        ),
        migrations.AddConstraint(
            model_name='schoolrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'drafted'), models.Q(('approach', 'sudden'), _negated=True), models.Q(('sudden_change', ''), _negated=True), _connector='OR'), name='sudden_changes_are_told'),
        ),
        migrations.AddConstraint(
            model_name='schoolrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'drafted'), ('second_need_code', ''), models.Q(('second_need_code', models.F('need_code')), _negated=True), _connector='OR'), name='second_needs_are_others'),
        ),
        migrations.CreateModel(
            name='ContactLogged',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('call', 'Call'), ('drop_in', 'Drop In'), ('online', 'Online')], max_length=10)),
                ('on', models.DateField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('note', models.TextField()),
                ('logged_at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority')),
                ('by_person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.school')),
            ],
            options={
                'indexes': [models.Index(fields=['school', 'on'], name='contacts_of_school')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 480)), name='contacts_take_minutes'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='contacts_say_what')],
            },
        ),
        migrations.CreateModel(
            name='RequestDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(choices=[('support_plan', 'Support Plan'), ('pupil_passport', 'Pupil Passport'), ('another', 'Another')], max_length=20)),
                ('kind', models.CharField(choices=[('pdf', 'pdf'), ('docx', 'docx'), ('png', 'png'), ('jpeg', 'jpeg')], max_length=4)),
                ('size', models.PositiveIntegerField()),
                ('attached_at', models.DateTimeField()),
                ('attached_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority')),
                ('school_request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.schoolrequest')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0), ('size__lte', 5242880)), name='documents_are_small')],
            },
        ),
        migrations.CreateModel(
            name='DocumentContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('packed', models.BinaryField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.requestdocument')),
            ],
        ),
    ]
