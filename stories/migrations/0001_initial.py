import core.clock
import django.core.validators
import django.db.models.deletion
import richtext.fields
from django.conf import settings
from django.db import migrations, models

from core import clock
from core.folding import fold
from core.slugs import slug


# A skill's name, the short form that fits on a chip, and what else people call it.
CARRIED = [
    ("Docker and containers", "Docker", ["Containers"]),
    ("Kubernetes", "", ["K8s"]),
    ("CI/CD pipelines", "CI/CD", []),
    ("Infrastructure as code with Terraform", "Terraform", []),
    ("Monitoring and alerting", "Monitoring", []),
    ("Cloud platforms", "", []),
    ("Git workflow", "", []),
    ("Performance and cost", "", []),
]
ADDED = [
    ("Model life cycle", "", []),
    ("Experiment tracking", "", []),
    ("Data versioning", "", []),
    ("Feature stores", "", []),
    ("Model registries", "", []),
    ("Drift monitoring", "", []),
    ("A/B tests for models", "A/B tests", []),
    ("Training and inference", "", []),
    ("GPU infrastructure", "", []),
]
CATEGORY = {
    "slug": "questions-to-storytellers",
    "name": "Questions to storytellers",
    "description": "Every published story has its thread here.",
    "position": 90,
}
RIGHTS = [("everyone", "read"), ("signed_in", "reply")]


def add_skills(apps):
    for part, skills in (("carried", CARRIED), ("added", ADDED)):
        for rank, (name, label, others) in enumerate(skills, 1):
            add_skill(apps, name, label, others, part, rank)


def add_skill(apps, name, label, others, part, rank):
    """A tag that is a skill, everything that means it, and its chip."""
    tag = apps.get_model("tags", "Tag").objects.create(
        slug=slug(name), name=name, is_skill=True, vetted_at=clock.now()
    )
    apps.get_model("tags", "Synonym").objects.bulk_create(
        apps.get_model("tags", "Synonym")(folded=fold(text), text=text, tag=tag)
        for text in [name, label, *others]
        if text
    )
    apps.get_model("stories", "Skill").objects.create(
        tag=tag, label=label, usual_part=part, rank=rank
    )


def add_category(apps):
    category = apps.get_model("forum", "Category").objects.create(**CATEGORY)
    apps.get_model("forum", "CategoryRight").objects.bulk_create(
        apps.get_model("forum", "CategoryRight")(
            category=category, audience=audience, right=right
        )
        for audience, right in RIGHTS
    )


def add(apps, schema_editor):
    add_skills(apps)
    add_category(apps)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('forum', '0001_initial'),
        ('tags', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hidden_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('hidden_reason', models.CharField(blank=True, editable=False, max_length=1000)),
                ('from_role', models.CharField(blank=True, choices=[('devops', 'DevOps engineer'), ('platform', 'Platform engineer'), ('mlops', 'MLOps engineer'), ('other', 'Something else')], max_length=10)),
                ('from_other', models.CharField(blank=True, max_length=60)),
                ('to_role', models.CharField(blank=True, choices=[('devops', 'DevOps engineer'), ('platform', 'Platform engineer'), ('mlops', 'MLOps engineer'), ('other', 'Something else')], max_length=10)),
                ('to_other', models.CharField(blank=True, max_length=60)),
                ('ending', models.CharField(blank=True, choices=[('done', 'Done'), ('under_way', 'Under way'), ('stopped', 'Stopped'), ('went_back', 'Went back'), ('chose_other', 'Chose another line'), ('considering', 'Only considering')], max_length=12)),
                ('arrived_role', models.CharField(blank=True, choices=[('devops', 'DevOps engineer'), ('platform', 'Platform engineer'), ('mlops', 'MLOps engineer'), ('other', 'Something else')], max_length=10)),
                ('arrived_other', models.CharField(blank=True, max_length=60)),
                ('months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('sentence', models.CharField(blank=True, max_length=140, validators=[django.core.validators.MinLengthValidator(5)])),
                ('started_on', models.DateField(blank=True, null=True)),
                ('finished_on', models.DateField(blank=True, null=True)),
                ('hours_per_week', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('region', models.CharField(blank=True, choices=[('northern_europe', 'Northern Europe'), ('western_europe', 'Western Europe'), ('southern_europe', 'Southern Europe'), ('eastern_europe', 'Eastern Europe'), ('europe', 'Europe'), ('north_america', 'North America'), ('latin_america', 'Latin America and the Caribbean'), ('middle_east', 'Middle East and North Africa'), ('africa', 'Africa south of the Sahara'), ('south_asia', 'South Asia'), ('east_asia', 'East and South-East Asia'), ('oceania', 'Oceania')], max_length=16)),
                ('experience', models.CharField(blank=True, choices=[('under_2', 'under 2 years'), ('2_to_5', '2 to 5 years'), ('5_to_10', '5 to 10 years'), ('over_10', 'more than 10 years')], max_length=10)),
                ('employer', models.CharField(blank=True, choices=[('same', 'The same employer'), ('another', 'Another employer'), ('own', 'My own company or product')], max_length=8)),
                ('kept_job', models.BooleanField(blank=True, null=True)),
                ('hardest', models.CharField(blank=True, choices=[('data_access', 'Access to data'), ('ml_concepts', 'How models work'), ('tools', 'The number of tools'), ('gpu', 'GPUs and what they cost'), ('drift', 'ViewAs that a model has gone stale'), ('product', 'Product thinking'), ('people', 'Winning people over'), ('time', 'Finding the time'), ('practice', 'Nothing to practise on'), ('role', 'Getting the role itself'), ('other', 'Something else')], max_length=12)),
                ('hardest_words', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(10000)])),
                ('surprise', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(10000)])),
                ('again', models.CharField(blank=True, choices=[('yes', 'Yes'), ('differently', 'Yes, but differently'), ('unsure', 'Not sure'), ('no', 'No')], max_length=12)),
                ('differently', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(10000)])),
                ('narrative', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(10000)])),
                ('hardest_html', richtext.fields.RichTextField()),
                ('surprise_html', richtext.fields.RichTextField()),
                ('differently_html', richtext.fields.RichTextField()),
                ('narrative_html', richtext.fields.RichTextField()),
                ('html_version', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('pay_detail', models.CharField(choices=[('nothing', 'Say nothing'), ('direction', 'Only up, same or down'), ('band', 'A band, such as up 5 to 15 %'), ('percent', 'The exact percentage')], default='nothing', max_length=10)),
                ('pay_direction', models.CharField(blank=True, choices=[('up', 'up'), ('same', 'about the same'), ('down', 'down')], max_length=4)),
                ('pay_band', models.CharField(blank=True, choices=[('down_over_15', 'down more than 15 %'), ('down_5_to_15', 'down 5 to 15 %'), ('same', 'within 5 %'), ('up_5_to_15', 'up 5 to 15 %'), ('up_15_to_25', 'up 15 to 25 %'), ('up_25_to_50', 'up 25 to 50 %'), ('up_over_50', 'up more than 50 %')], max_length=12)),
                ('pay_percent', models.SmallIntegerField(blank=True, null=True)),
                ('interest', models.CharField(choices=[('none', 'None'), ('graduate', 'Graduate of a cohort'), ('mentor', 'Mentor'), ('employee', 'Employee'), ('sponsor', 'Sponsor')], default='none', max_length=10)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('saved_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('submitted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('changes_asked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('changes_asked', models.CharField(blank=True, editable=False, max_length=1000)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('revised_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('revision_count', models.PositiveIntegerField(default=0, editable=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stories', to=settings.AUTH_USER_MODEL)),
                ('changes_asked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hidden_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='story', to='forum.thread')),
            ],
            options={
                'verbose_name_plural': 'stories',
            },
        ),
        migrations.CreateModel(
            name='StorySkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('carried', 'Carried over'), ('added', 'Added')], max_length=10)),
                ('weeks', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('difficulty', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'easy'), (2, 'fairly easy'), (3, 'fair'), (4, 'hard'), (5, 'very hard')], null=True)),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='story_skills', to='stories.story')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='story_skills', to='tags.tag')),
            ],
        ),
        migrations.AddField(
            model_name='story',
            name='skills',
            field=models.ManyToManyField(related_name='stories', through='stories.StorySkill', to='tags.tag'),
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, max_length=30)),
                ('usual_part', models.CharField(choices=[('carried', 'Carried over'), ('added', 'Added')], max_length=10)),
                ('rank', models.PositiveSmallIntegerField(default=1000)),
                ('tag', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='skill', to='tags.tag')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('usual_part__in', ['carried', 'added'])), name='stories_skill_usual_part_known')],
            },
        ),
        migrations.CreateModel(
            name='StoryRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('editor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='stories.story')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('story', 'number'), name='stories_storyrevision_number_unique'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='stories_storyrevision_number_from_one')],
            },
        ),
        migrations.AddConstraint(
            model_name='storyskill',
            constraint=models.UniqueConstraint(fields=('story', 'tag'), name='stories_storyskill_once_a_story'),
        ),
        migrations.AddConstraint(
            model_name='storyskill',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['carried', 'added'])), name='stories_storyskill_part_known'),
        ),
        migrations.AddConstraint(
            model_name='storyskill',
            constraint=models.CheckConstraint(condition=models.Q(('weeks', None), models.Q(('weeks__gte', 1), ('weeks__lte', 260)), _connector='OR'), name='stories_storyskill_weeks_in_range'),
        ),
        migrations.AddConstraint(
            model_name='storyskill',
            constraint=models.CheckConstraint(condition=models.Q(('difficulty', None), models.Q(('difficulty__gte', 1), ('difficulty__lte', 5)), _connector='OR'), name='stories_storyskill_difficulty_in_range'),
        ),
        migrations.AddConstraint(
            model_name='storyskill',
            constraint=models.CheckConstraint(condition=models.Q(('part', 'added'), models.Q(('difficulty', None), ('weeks', None)), _connector='OR'), name='stories_storyskill_only_added_took_time'),
        ),
        migrations.AddIndex(
            model_name='story',
            index=models.Index(condition=models.Q(('hidden_at', None), ('published_at__isnull', False), ('withdrawn_at', None)), fields=['-published_at', '-id'], name='stories_story_newest'),
        ),
        migrations.AddIndex(
            model_name='story',
            index=models.Index(condition=models.Q(('changes_asked_at', None), ('published_at', None), ('submitted_at__isnull', False)), fields=['submitted_at'], name='stories_story_pending'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('from_role__in', ['', 'devops', 'platform', 'mlops', 'other'])), name='stories_story_from_role_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('to_role__in', ['', 'devops', 'platform', 'mlops', 'other'])), name='stories_story_to_role_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('arrived_role__in', ['', 'devops', 'platform', 'mlops', 'other'])), name='stories_story_arrived_role_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('ending__in', ['', 'done', 'under_way', 'stopped', 'went_back', 'chose_other', 'considering'])), name='stories_story_ending_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('region__in', ['', 'northern_europe', 'western_europe', 'southern_europe', 'eastern_europe', 'europe', 'north_america', 'latin_america', 'middle_east', 'africa', 'south_asia', 'east_asia', 'oceania'])), name='stories_story_region_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('experience__in', ['', 'under_2', '2_to_5', '5_to_10', 'over_10'])), name='stories_story_experience_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('employer__in', ['', 'same', 'another', 'own'])), name='stories_story_employer_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('hardest__in', ['', 'data_access', 'ml_concepts', 'tools', 'gpu', 'drift', 'product', 'people', 'time', 'practice', 'role', 'other'])), name='stories_story_hardest_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('again__in', ['', 'yes', 'differently', 'unsure', 'no'])), name='stories_story_again_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_role', 'other'), models.Q(models.Q(('published_at', None), ('submitted_at', None)), models.Q(('from_other', ''), _negated=True), _connector='OR')), models.Q(models.Q(('from_role', 'other'), _negated=True), ('from_other', '')), _connector='OR'), name='stories_story_from_other_named'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('to_role', 'other'), models.Q(models.Q(('published_at', None), ('submitted_at', None)), models.Q(('to_other', ''), _negated=True), _connector='OR')), models.Q(models.Q(('to_role', 'other'), _negated=True), ('to_other', '')), _connector='OR'), name='stories_story_to_other_named'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('arrived_role', 'other'), models.Q(models.Q(('published_at', None), ('submitted_at', None)), models.Q(('arrived_other', ''), _negated=True), _connector='OR')), models.Q(models.Q(('arrived_role', 'other'), _negated=True), ('arrived_other', '')), _connector='OR'), name='stories_story_arrived_other_named'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('submitted_at', None)), models.Q(models.Q(('from_role', ''), _negated=True), models.Q(('to_role', ''), _negated=True), models.Q(('ending', ''), _negated=True), ('months__isnull', False), models.Q(('sentence', ''), _negated=True)), _connector='OR'), name='stories_story_sent_with_five'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('ending', 'chose_other'), _negated=True), ('arrived_role', '')), models.Q(('ending', 'chose_other'), models.Q(models.Q(('published_at', None), ('submitted_at', None)), models.Q(('arrived_role', ''), _negated=True), _connector='OR')), _connector='OR'), name='stories_story_arrived_only_elsewhere'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('months', None), models.Q(('months__gte', 1), ('months__lte', 600)), _connector='OR'), name='stories_story_months_in_range'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('hours_per_week', None), models.Q(('hours_per_week__gte', 1), ('hours_per_week__lte', 100)), _connector='OR'), name='stories_story_hours_in_range'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pay_band', ''), ('pay_detail', 'nothing'), ('pay_direction', ''), ('pay_percent', None)), models.Q(('pay_band', ''), ('pay_detail', 'direction'), ('pay_direction__in', ['up', 'same', 'down']), ('pay_percent', None)), models.Q(('pay_band__in', ['down_over_15', 'down_5_to_15', 'same', 'up_5_to_15', 'up_15_to_25', 'up_25_to_50', 'up_over_50']), ('pay_detail', 'band'), ('pay_direction', ''), ('pay_percent', None)), models.Q(('pay_band', ''), ('pay_detail', 'percent'), ('pay_direction', ''), ('pay_percent__gte', -100), ('pay_percent__isnull', False), ('pay_percent__lte', 1000)), _connector='OR'), name='stories_story_pay_as_told'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('interest__in', ['none', 'graduate', 'mentor', 'employee', 'sponsor'])), name='stories_story_interest_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('thread', None), ('published_at__isnull', False), _connector='OR'), name='stories_story_thread_only_published'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('published_at__isnull', False), _connector='OR'), name='stories_story_withdrawn_only_published'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revised_at', None), ('revision_count', 0)), models.Q(('published_at__isnull', False), ('revised_at__gte', models.F('published_at')), ('revised_at__isnull', False), ('revision_count__gte', 1)), _connector='OR'), name='stories_story_revised_after_published'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changes_asked', ''), ('changes_asked_at', None), ('changes_asked_by', None)), models.Q(('changes_asked_at__isnull', False), ('changes_asked_by__isnull', False), ('submitted_at__isnull', False), models.Q(('changes_asked', ''), _negated=True)), _connector='OR'), name='stories_story_changes_asked_whole'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hidden_at', None), ('hidden_by', None), ('hidden_reason', '')), models.Q(('hidden_at__isnull', False), ('hidden_by__isnull', False), ('published_at__isnull', False), models.Q(('hidden_reason', ''), _negated=True)), _connector='OR'), name='stories_story_hidden_whole'),
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
