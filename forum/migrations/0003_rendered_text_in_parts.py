from django.db import migrations

import richtext.fields
from richtext.restoring import show_as_typed


def harmless(apps, schema_editor):
    show_as_typed(apps.get_model("forum", "Post"), {"body_html": "body"})


class Migration(migrations.Migration):

    dependencies = [
        ("forum", "0002_held_posts_alone_lack_a_place"),
    ]

    operations = [
        # First, while the column still takes any text.
        migrations.RunPython(harmless, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="post",
            name="body_html",
            field=richtext.fields.RichTextField(),
        ),
    ]
