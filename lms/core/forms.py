"""How every form looks: label above, help below it, the error beside the field, a summary on top.

A template says ``{{ form }}`` inside its ``<form class="stack">``; single fields
``{{ form.name.as_field_group }}``.
"""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Set as FORM_RENDERER; widgets stay Django's own."""

    form_template_name = "core/forms/form.html"
    formset_template_name = "core/forms/formset.html"
    field_template_name = "core/forms/field.html"
