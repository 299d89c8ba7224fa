import re
from itertools import pairwise

from django.db import migrations, models

from core.plain import clean

HEADING = re.compile(r"\n\n---\n\n\*\*Correction of \d{1,2} \w+ \d{4}\.\*\* ")


def find_places(apps, schema_editor):
    """Say where the corrections of before begin: what each text added to the last."""
    posts = apps.get_model("forum", "Post").objects.filter(
        body__contains="\n\n---\n\n**Correction of ", revision__gt=1
    )
    for post in posts.only("body").prefetch_related("revisions").iterator(500):
        earlier = sorted(post.revisions.all(), key=lambda one: one.number)
        places = []
        for before, after in pairwise([*(one.body for one in earlier), post.body]):
            heading = HEADING.match(after, len(before))
            if heading and after.startswith(before):
                places.append([*heading.span()])
            else:
                places = []
        # Places in a text that is still to be cleaned would be others afterwards.
        if places and clean(post.body) == post.body:
            post.corrections = places
            post.save(update_fields=["corrections"])


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0003_rendered_text_in_parts"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="corrections",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                editable=False,
            ),
        ),
        migrations.RunPython(find_places, migrations.RunPython.noop),
    ]
