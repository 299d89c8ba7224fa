from pathlib import Path

from django.db import migrations

from core.append_only import append_only

TEXTS = Path(__file__).resolve().parents[1] / "texts"


def make(apps, schema_editor):
    apps.get_model("accounts", "Circle").objects.create(
        slug="community",
        name="Community",
        kind="community",
        zone="Europe/Amsterdam",
        description="Everyone whose window is open.",
    )
    for kind in ("terms", "privacy"):
        apps.get_model("accounts", "Document").objects.create(
            kind=kind, version=1, body=(TEXTS / f"{kind}-1.md").read_text()
        )


def remove(apps, schema_editor):
    apps.get_model("accounts", "Document").objects.filter(version=1).delete()
    apps.get_model("accounts", "Circle").objects.filter(slug="community").delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunPython(make, remove),
        append_only("accounts_auditentry"),
    ]
