"""GOV.UK components by tag."""

from django import template

register = template.Library()
