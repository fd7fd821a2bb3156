"""Forms as GOV.UK shows them."""

from django.forms.renderers import TemplatesSetting


class GovukRenderer(TemplatesSetting):
    """Finds the form templates among the service's own."""
