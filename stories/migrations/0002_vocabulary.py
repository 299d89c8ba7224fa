"""The first vocabulary of skills, and the category of the stories' threads."""

from django.db import migrations

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
    dependencies = [("stories", "0001_initial"), ("forum", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
