"""The first vocabulary of skills, and the category of the stories' threads."""

from django.db import migrations

from core import clock
from core.slugs import slug

CARRIED = [
    ("Docker and containers", "Docker"),
    ("Kubernetes", ""),
    ("CI/CD pipelines", "CI/CD"),
    ("Infrastructure as code with Terraform", "Terraform"),
    ("Monitoring and alerting", "Monitoring"),
    ("Cloud platforms", ""),
    ("Git workflow", ""),
    ("Performance and cost", ""),
]
ADDED = [
    ("Model life cycle", ""),
    ("Experiment tracking", ""),
    ("Data versioning", ""),
    ("Feature stores", ""),
    ("Model registries", ""),
    ("Drift monitoring", ""),
    ("A/B tests for models", "A/B tests"),
    ("Training and inference", ""),
    ("GPU infrastructure", ""),
]
CATEGORY = {
    "slug": "questions-to-storytellers",
    "name": "Questions to storytellers",
    "description": "Every published story has its thread here.",
    "position": 90,
}
RIGHTS = [("everyone", "read"), ("signed_in", "reply")]


def add(apps, schema_editor):
    now = clock.now()
    apps.get_model("stories", "Skill").objects.bulk_create(
        apps.get_model("stories", "Skill")(
            slug=slug(name),
            name=name,
            label=label,
            usual_part=part,
            rank=rank,
            vetted_at=now,
            created_at=now,
        )
        for part, skills in (("carried", CARRIED), ("added", ADDED))
        for rank, (name, label) in enumerate(skills, 1)
    )
    category = apps.get_model("forum", "Category").objects.create(**CATEGORY)
    apps.get_model("forum", "CategoryRight").objects.bulk_create(
        apps.get_model("forum", "CategoryRight")(
            category=category, audience=audience, right=right
        )
        for audience, right in RIGHTS
    )


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_initial"), ("forum", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
