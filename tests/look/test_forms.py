"""A field is drawn with its label, hint and error, and told as one to who hears it."""

import pytest
from django import forms
from django.template.loader import render_to_string

PATHS = [("devops", "DevOps engineer"), ("other", "Something else")]


class Story(forms.Form):
    start = forms.ChoiceField(
        choices=PATHS, widget=forms.RadioSelect(attrs={"class": "paths"})
    )
    title = forms.CharField(help_text="It stands in every list.", max_length=140)
    words = forms.CharField(required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="I agree")


@pytest.fixture
def refused():
    return str(Story({"words": "Kept </textarea> as typed"}))


def test_a_refused_field_names_its_hint_and_its_error(refused):
    assert 'aria-invalid="true"' in refused
    assert 'aria-describedby="id_title_helptext id_title_error"' in refused
    assert 'id="id_title_helptext">It stands in every list.' in refused
    assert '<p class="err" id="id_title_error">' in refused


def test_a_choice_of_few_is_a_group_of_cards_with_the_signs_of_the_paths(refused):
    assert "<legend>Start</legend>" in refused
    assert '<fieldset class="field" aria-describedby="id_start_error"' in refused
    assert refused.count('class="pick"') == len(PATHS)
    assert '<span class="pb pb-d" aria-hidden="true">D</span>' in refused


def test_what_was_typed_comes_back_escaped(refused):
    assert "Kept &lt;/textarea&gt; as typed" in refused


def test_optional_is_said_and_required_is_not(refused):
    assert refused.count('<span class="opt">optional</span>') == 1


def test_the_summary_links_to_each_refused_field():
    html = render_to_string("_parts/_errors.html", {"form": Story({})})

    assert 'tabindex="-1" data-focus' in html
    for name in ("start", "title", "agreed"):
        assert f'<a href="#id_{name}">' in html
    assert 'href="#id_words"' not in html


def test_a_form_that_was_not_sent_has_no_summary():
    assert "notice" not in render_to_string("_parts/_errors.html", {"form": Story()})
