from django.db import migrations

import richtext.fields
from richtext.restoring import show_as_typed

PROSE = {
    "narrative_html": "narrative",
    "hardest_html": "hardest_words",
    "surprise_html": "surprise",
    "differently_html": "differently",
}


def harmless(apps, schema_editor):
    show_as_typed(apps.get_model("stories", "Story"), PROSE)


class Migration(migrations.Migration):

    dependencies = [
        ("stories", "0002_vocabulary"),
    ]

    operations = [
        # First, while the columns still take any text.
        migrations.RunPython(harmless, migrations.RunPython.noop),
        *(
            migrations.AlterField(
                model_name="story",
                name=name,
                field=richtext.fields.RichTextField(),
            )
            for name in PROSE
        ),
    ]
