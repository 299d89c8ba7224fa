import core.clock
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import richtext.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('description', models.CharField(blank=True, max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('path', models.CharField(blank=True, choices=[('', 'No one path'), ('devops', 'DevOps'), ('platform', 'Platform engineering'), ('mlops', 'MLOps')], db_default='', default='', max_length=8)),
                ('teaser_style', models.CharField(choices=[('hidden', 'Nothing'), ('title', 'The title'), ('excerpt', 'The title and two lines')], default='hidden', max_length=7)),
                ('version', models.PositiveBigIntegerField(default=1, editable=False)),
                ('activity', models.PositiveBigIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name_plural': 'categories',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='forum_category_named'), models.CheckConstraint(condition=models.Q(('path__in', ['', 'devops', 'platform', 'mlops'])), name='forum_category_path_known'), models.CheckConstraint(condition=models.Q(('teaser_style__in', ['hidden', 'title', 'excerpt'])), name='forum_category_teaser_style_known')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hidden_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('hidden_reason', models.CharField(blank=True, editable=False, max_length=1000)),
                ('title', models.CharField(max_length=140, validators=[django.core.validators.MinLengthValidator(5)])),
                ('pinned_until', models.DateTimeField(blank=True, null=True)),
                ('locked_at', models.DateTimeField(blank=True, null=True)),
                ('locked_until', models.DateTimeField(blank=True, null=True)),
                ('lock_reason', models.CharField(blank=True, max_length=1000)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('away_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('reply_count', models.PositiveIntegerField(default=0, editable=False)),
                ('last_position', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('last_posted_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('version', models.PositiveBigIntegerField(default=1, editable=False)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to=settings.AUTH_USER_MODEL)),
                ('away_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='forum.category')),
                ('hidden_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('last_author', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('locked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pinned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hidden_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('hidden_reason', models.CharField(blank=True, editable=False, max_length=1000)),
                ('position', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('body', models.TextField()),
                ('body_html', richtext.fields.RichTextField()),
                ('body_html_version', models.PositiveIntegerField(default=0, editable=False)),
                ('corrections', models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, editable=False)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('edited_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('purged_at', models.DateTimeField(blank=True, null=True)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL)),
                ('hidden_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='forum.post')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='forum.thread')),
            ],
        ),
        migrations.CreateModel(
            name='CategoryRight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('everyone', 'Everyone, signed in or not'), ('signed_in', 'Everyone who is signed in'), ('circle', 'People in a circle'), ('once', 'People who were once in a circle')], max_length=10)),
                ('right', models.CharField(choices=[('teaser', 'See a teaser'), ('read', 'Read'), ('start', 'Start threads'), ('reply', 'Reply'), ('attach', 'Attach files')], max_length=6)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rights', to='forum.category')),
                ('circle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.circle')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('audience__in', ['everyone', 'signed_in', 'circle', 'once'])), name='forum_categoryright_audience_known'), models.CheckConstraint(condition=models.Q(('right__in', ['teaser', 'read', 'start', 'reply', 'attach'])), name='forum_categoryright_right_known'), models.CheckConstraint(condition=models.Q(models.Q(('audience__in', ['circle', 'once']), ('circle__isnull', False)), models.Q(('audience__in', ['everyone', 'signed_in']), ('circle__isnull', True)), _connector='OR'), name='forum_categoryright_circle_where_due'), models.CheckConstraint(condition=models.Q(models.Q(('audience', 'everyone'), _negated=True), ('right__in', ['teaser', 'read']), _connector='OR'), name='forum_categoryright_everyone_only_looks'), models.UniqueConstraint(condition=models.Q(('circle__isnull', False)), fields=('category', 'right', 'audience', 'circle'), name='forum_categoryright_circle_once'), models.UniqueConstraint(condition=models.Q(('circle', None)), fields=('category', 'right', 'audience'), name='forum_categoryright_audience_once')],
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handle', models.CharField(max_length=30)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='forum.post')),
            ],
            options={
                'indexes': [models.Index(fields=['handle'], name='forum_mention_handle')],
                'constraints': [models.UniqueConstraint(fields=('post', 'handle'), name='forum_mention_once_a_post')],
            },
        ),
        migrations.CreateModel(
            name='PostRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('body', models.TextField()),
                ('written_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='forum.post')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('post', 'number'), name='forum_postrevision_number_unique'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='forum_postrevision_number_from_one')],
            },
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('held_at', None), ('hidden_at', None)), fields=['category', '-last_posted_at', '-id'], name='forum_thread_listing'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('held_at', None), ('hidden_at', None)), fields=['-last_posted_at', '-id'], name='forum_thread_latest'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('pinned_until__isnull', False)), fields=['category', 'pinned_until'], name='forum_thread_pins'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length('title'), 5), name='forum_thread_title_long_enough', violation_error_message='Give the thread a title of 5 letters or more.'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(('last_posted_at__gte', models.F('created_at'))), name='forum_thread_active_after_created'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(('reply_count', 0), ('reply_count__lt', models.F('last_position')), _connector='OR'), name='forum_thread_replies_have_places'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lock_reason', ''), ('locked_at', None), ('locked_by', None), ('locked_until', None)), models.Q(('locked_at__isnull', False), ('locked_by__isnull', False)), _connector='OR'), name='forum_thread_lock_whole'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hidden_at', None), ('hidden_by', None), ('hidden_reason', '')), models.Q(('hidden_at__isnull', False), ('hidden_by__isnull', False), models.Q(('hidden_reason', ''), _negated=True)), _connector='OR'), name='forum_thread_hidden_whole'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('away_at', None), ('away_by', None)), models.Q(('away_at__isnull', False), ('away_by__isnull', False), ('hidden_at__isnull', False)), _connector='OR'), name='forum_thread_away_is_hidden'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pinned_by', None), ('pinned_until', None)), models.Q(('pinned_by__isnull', False), ('pinned_until__isnull', False)), _connector='OR'), name='forum_thread_pin_whole'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['author', '-created_at'], name='forum_post_author'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('deleted_at', None), ('held_at__isnull', False), ('hidden_at', None)), fields=['held_at'], name='forum_post_waiting'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('deleted_at', None), ('held_at__isnull', False), ('hidden_at', None)), fields=['thread', 'author'], name='forum_post_own_waiting'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['body_html_version'], name='forum_post_rendering'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('deleted_at__isnull', False), ('purged_at', None)), fields=['deleted_at'], name='forum_post_to_purge'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('thread', 'position'), name='forum_post_position_unique'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_at', None), ('position__gte', 1), ('position__isnull', False)), models.Q(('held_at__isnull', False), ('position', None)), _connector='OR'), name='forum_post_position_unless_held'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('position', 1), _negated=True), _connector='OR'), name='forum_post_first_answers_nothing'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='forum_post_answers_another'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purged_at', None), models.Q(('body', ''), _negated=True)), models.Q(('body', ''), ('deleted_at__isnull', False), ('purged_at__isnull', False)), _connector='OR'), name='forum_post_body_unless_purged'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('body'), 20000), name='forum_post_body_within_limit'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hidden_at', None), ('hidden_by', None), ('hidden_reason', '')), models.Q(('hidden_at__isnull', False), ('hidden_by__isnull', False), models.Q(('hidden_reason', ''), _negated=True)), _connector='OR'), name='forum_post_hidden_whole'),
        ),
    ]
