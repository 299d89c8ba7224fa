"""How every form of the site is drawn."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Fields and forms from `templates/django/forms/`, in the look of the site."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
