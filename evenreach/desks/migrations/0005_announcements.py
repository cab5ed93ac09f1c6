import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desks", "0004_letters"),
        ("flow", "0017_casework_rest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('begun_at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority')),
            ],
        ),
        migrations.CreateModel(
            name='AnnouncementPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=4)),
                ('content', models.BinaryField()),
                ('added_at', models.DateTimeField()),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.announcement')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority')),
            ],
        ),
        migrations.CreateModel(
            name='AnnouncementThread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('title', models.TextField()),
                ('introduction', models.TextField()),
                ('academic_year', models.PositiveSmallIntegerField(help_text='Whose offer and decisions belong to the matter.')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority')),
            ],
        ),
        migrations.CreateModel(
            name='AnnouncementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('drafted', 'Drafted'), ('submitted', 'Submitted'), ('approved', 'Approved'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='drafted', max_length=10)),
                ('title', models.TextField()),
                ('summary', models.TextField()),
                ('text', models.TextField(blank=True, help_text='Markdown; headings begin at ##.')),
                ('changed', models.TextField(blank=True, help_text='What a correction changed.')),
                ('contact', models.EmailField(max_length=254)),
                ('audience', models.CharField(choices=[('everyone', 'Everyone'), ('schools', 'Schools'), ('heads', 'Heads'), ('sencos', 'Sencos'), ('partnership', 'Partnership'), ('phase', 'Phase'), ('chosen', 'Chosen')], max_length=12)),
                ('phase', models.TextField(blank=True)),
                ('urns', models.JSONField(default=list, help_text='The schools chosen.')),
                ('is_public', models.BooleanField()),
                ('step', models.CharField(choices=[('announcement', 'Announcement'), ('detail', 'Detail'), ('consultation', 'Consultation'), ('decision', 'Decision'), ('offer', 'Offer'), ('report', 'Report')], default='announcement', max_length=12)),
                ('returned_why', models.TextField(blank=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('publish_at', models.DateTimeField(null=True)),
                ('address', models.TextField(blank=True, help_text='Where its links begin, in mail.')),
                ('published_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, help_text='Why it was withdrawn.')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.announcement')),
                ('approver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority')),
                ('partnership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.partnership')),
                ('thread', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.announcementthread')),
            ],
        ),
        migrations.CreateModel(
            name='AnnouncementCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urns', models.JSONField(help_text='The schools for which the person was written to.')),
                ('recipient', models.EmailField(max_length=254)),
                ('message_id', models.TextField()),
                ('queued_at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flow.authority')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.announcementversion')),
            ],
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.UniqueConstraint(fields=('authority', 'slug'), name='one_announcement_per_slug'),
        ),
        migrations.AddConstraint(
            model_name='announcementthread',
            constraint=models.UniqueConstraint(fields=('authority', 'slug'), name='one_thread_per_slug'),
        ),
        migrations.AddConstraint(
            model_name='announcementversion',
            constraint=models.UniqueConstraint(fields=('announcement', 'number'), name='one_version_per_number'),
        ),
        migrations.AddConstraint(
            model_name='announcementversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['drafted', 'submitted', 'approved'])), fields=('announcement',), name='one_version_in_the_making'),
        ),
        migrations.AddConstraint(
            model_name='announcementversion',
            constraint=models.CheckConstraint(condition=models.Q(('approver', None), models.Q(('approver', models.F('author')), _negated=True), _connector='OR'), name='somebody_else_approves'),
        ),
        migrations.AddConstraint(
            model_name='announcementversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approver', None), ('publish_at', None), ('state__in', ['drafted', 'submitted'])), models.Q(('approved_at__isnull', False), ('approver__isnull', False), ('publish_at__isnull', False), ('state__in', ['approved', 'published', 'withdrawn'])), _connector='OR'), name='approved_by_somebody_for_a_time'),
        ),
        migrations.AddConstraint(
            model_name='announcementversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('state__in', ['published', 'withdrawn'])), models.Q(models.Q(('state__in', ['published', 'withdrawn']), _negated=True), ('published_at', None)), _connector='OR'), name='announcements_say_when_published'),
        ),
        migrations.AddConstraint(
            model_name='announcementversion',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'drafted'), ('number', 1), models.Q(('changed', ''), _negated=True), _connector='OR'), name='corrections_say_what_changed'),
        ),
        migrations.AddConstraint(
            model_name='announcementversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='announcements_withdrawn_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='announcementversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'everyone'), _negated=True), ('is_public', True), _connector='OR'), name='to_everyone_is_public'),
        ),
        migrations.AddConstraint(
            model_name='announcementcopy',
            constraint=models.UniqueConstraint(fields=('version', 'person'), name='one_announcement_for_each_person'),
        ),
    ]
