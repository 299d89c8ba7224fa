from django.db import migrations

from core.append_only import append_only

RULES = (
    (
        "Speak to the person, not at them",
        "Disagree with what is said, with reasons. Do not mock, threaten or belittle "
        "whoever says it, and do not count what somebody is against them.",
    ),
    (
        "Say what you did yourself",
        "Keep what you have done, what you have read and what you guess apart. Made-up "
        "figures and invented moves spoil every choice that is built on them.",
    ),
    (
        "Leave out what is not yours to tell",
        "No secrets of an employer, no names of colleagues, no private messages, and "
        "nothing that leads to a person who writes here under another name.",
    ),
    (
        "No selling",
        "Speak of a course, a tool or a book that you used. Do not sell one here, and "
        "leave out links that pay you when somebody follows them.",
    ),
    (
        "Stay with the question",
        "An answer helps whoever asked. Another question, however good, gets a thread "
        "of its own in the category where people look for it.",
    ),
    (
        "One person, one voice",
        "Do not write under several names to agree with yourself, and do not gather "
        "marks, flags or replies by arrangement.",
    ),
    (
        "Write it yourself, credit the rest",
        "Name the source of every text, table or code that is not yours. What a machine "
        "wrote, you have checked line by line, and you say that a machine wrote it.",
    ),
    (
        "Nothing unlawful, nothing that breaks systems",
        "No stolen credentials, no live exploits against systems of others, no calls "
        "to harm anybody.",
    ),
)


def write(apps, schema_editor):
    rule = apps.get_model("moderation", "Rule")
    for number, (title, text) in enumerate(RULES, start=1):
        rule.objects.create(number=number, title=title, text=text)
    # The same words are the version that people agree to when they join.
    body = "\n\n".join(
        f"## {number}. {title}\n\n{text}"
        for number, (title, text) in enumerate(RULES, start=1)
    )
    apps.get_model("accounts", "Document").objects.create(
        kind="rules", version=1, body=body
    )


def remove(apps, schema_editor):
    apps.get_model("moderation", "Rule").objects.all().delete()
    apps.get_model("accounts", "Document").objects.filter(kind="rules").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0001_initial"),
        ("accounts", "0002_first_rows"),
    ]

    operations = [
        migrations.RunPython(write, remove),
        append_only("moderation_logentry"),
    ]
