"""Pages as full as they get: every mark of a text, every answer of a story."""

from stories.enums import Part
from stories.models import Skill
from stories.services.editing import save_draft
from stories.services.publishing import publish_story
from stories.types import NamedSkill

TEXT = """\
## A heading, and `code` in it

A paragraph with *stress*, **weight**, ~~regret~~ and a mention of @member, a
[link](https://example.org/), an address https://example.org/a/rather/long/way/to/go/\
until/the/end/of/the/line/is/reached.html, and a footnote.[^1]

![A drawing that nobody fetches](https://example.org/drawing.png)

### Lists
1. one
    - inside it
2. two
- [x] done
- [ ] not done

> A quote
> > of a quote.

| Tool | What for | Who wakes up at night | A column more | And one more |
| --- | :-: | --: | --- | --- |
| `kubectl` | everything | me | something else that is long | nothing |

```python
def far(out, to, the, right):  # a line that is longer than any telephone is wide
    return [out + to for the in right if not isinstance(the, str)] + ["letters"]
```

```diff
- replicas: 1
+ replicas: 3
```

```console
$ terraform plan -out plan.bin
```

Averylongwordwithoutanyplacetobreakitthatgoesonandonandonandonandonandonandonandonandon.

---

[^1]: It stands at the end.
"""
ANSWERS = {
    "from_role": "devops",
    "to_role": "mlops",
    "ending": "done",
    "months": 9,
    "sentence": "Read a training loop line by line before you schedule one.",
    "hardest": "data_access",
    "hardest_words": "Getting at the data took **longer** than all the rest.",
    "surprise": "How much of it is talking.",
    "again": "yes",
    "differently": TEXT,
    "hours_per_week": 6,
    "region": "southern_europe",
    "experience": "5_to_10",
    "employer": "another",
    "kept_job": True,
    "pay_detail": "percent",
    "pay_percent": 12,
    "narrative": TEXT,
}


def full_story(author):
    skills = [
        NamedSkill(skill.name, Part(skill.usual_part), *_learning(skill))
        for skill in Skill.objects.vetted().by_list()
    ]
    story = save_draft(author=author, answers=ANSWERS | {"skills": skills})
    return publish_story(author=author, story=story)


def _learning(skill):
    return (4, 2) if skill.usual_part == Part.ADDED else (None, None)
