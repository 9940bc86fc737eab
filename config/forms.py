"""How every form looks: one template for a form, one for a field."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Render forms with the product's own templates (FORM_RENDERER in settings)."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
