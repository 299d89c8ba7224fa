"""Two lists of skills, and what is told of each."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from core.folding import fold
from core.plain import is_seen, one_line
from stories.enums import Difficulty, Part
from stories.forms.fields import NOT_ANSWERED, OWN_SKILLS_MAX, names, number
from stories.models import WEEKS_MAX, Skill
from stories.types import NamedSkill
from tags.models import NAME_MAX


class SkillsForm(forms.Form):
    """Each skill of the vocabulary has its own fields, beside two for own words.

    So a form that is kept while its sender signs in, one value a name, loses
    nothing.
    """

    carried_other = names("Anything else that you brought with you?")
    added_other = names("Anything else that you learnt?")

    def __init__(self, *args: Any, vocabulary: Iterable[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vocabulary = list(vocabulary)
        for skill in self.vocabulary:
            self._add_skill(skill)

    def _add_skill(self, skill: Skill) -> None:
        part = Part(skill.usual_part)
        chip = forms.CheckboxInput(attrs={"class": "vh"})
        self.fields[f"{part}_{skill.slug}"] = forms.BooleanField(
            label=skill.short, required=False, widget=chip
        )
        if part == Part.ADDED:
            self.fields[f"weeks_{skill.slug}"] = number(
                f"Weeks for {skill.short}", 1, WEEKS_MAX, "Write at least 1 week."
            )
            self.fields[f"difficulty_{skill.slug}"] = forms.TypedChoiceField(
                label=f"How hard {skill.short} was",
                choices=[NOT_ANSWERED, *Difficulty.choices],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def skill_rows(self, part: str) -> Iterator[dict[str, Any]]:
        """What the template needs to draw one list of skills."""
        for skill in self.vocabulary:
            if skill.usual_part != part:
                continue
            row = {"skill": skill, "chosen": self[f"{part}_{skill.slug}"]}
            if part == Part.ADDED:
                row["weeks"] = self[f"weeks_{skill.slug}"]
                row["difficulty"] = self[f"difficulty_{skill.slug}"]
            yield row

    def carried_rows(self) -> list[dict[str, Any]]:
        return list(self.skill_rows(Part.CARRIED))

    def added_rows(self) -> list[dict[str, Any]]:
        return list(self.skill_rows(Part.ADDED))

    @property
    def has_learning(self) -> bool:
        return any(
            row[name].value() or row[name].errors
            for row in self.added_rows()
            for name in ("weeks", "difficulty")
        )

    def gather_skills(self, cleaned: dict[str, Any]) -> None:
        skills = []
        for skill in self.vocabulary:
            part = Part(skill.usual_part)
            if cleaned.pop(f"{part}_{skill.slug}", False):
                skills.append(
                    NamedSkill(
                        skill.name,
                        part,
                        cleaned.get(f"weeks_{skill.slug}"),
                        cleaned.get(f"difficulty_{skill.slug}"),
                    )
                )
            cleaned.pop(f"weeks_{skill.slug}", None)
            cleaned.pop(f"difficulty_{skill.slug}", None)
        for part, field in (
            (Part.CARRIED, "carried_other"),
            (Part.ADDED, "added_other"),
        ):
            skills += self._own_skills(cleaned.pop(field, ""), part, field)
        named = [fold(skill.name) for skill in skills]
        twice = {name for name in named if named.count(name) > 1}
        if twice:
            self.add_error("added_other", f"{min(twice).capitalize()} is told twice.")
        cleaned["skills"] = skills

    def _own_skills(self, text: str, part: Part, field: str) -> list[NamedSkill]:
        names = [one_line(name) for name in text.split(",")]
        names = [name for name in names if _says_something(name)]
        if len(names) > OWN_SKILLS_MAX:
            self.add_error(field, f"Name up to {OWN_SKILLS_MAX} of your own.")
            return []
        for name in names:
            if len(name) > NAME_MAX:
                self.add_error(
                    field, f"Each may have {NAME_MAX} characters: “{name[:30]}…”."
                )
                return []
        return [NamedSkill(self._listed(name), part) for name in names]

    def _listed(self, name: str) -> str:
        """The vocabulary's own name for a word that is also on a chip."""
        for skill in self.vocabulary:
            if fold(name) in {fold(skill.name), fold(skill.short)}:
                return skill.name
        return name


def _says_something(name: str) -> bool:
    return any(sign.isalnum() and is_seen(sign) for sign in name)
