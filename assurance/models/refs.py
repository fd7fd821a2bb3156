"""The refs that stood for something and do not any more: none is ever given again."""

from django.db import models

from assurance.models.assessment import Assessment


class RetiredRef(models.Model):
    """The ref of a recommendation that was taken out of a draft, so that no row holds it any more."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="retired_refs")
    ref = models.CharField(max_length=30)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["assessment", "ref"], name="ref_retired_once")]

    def __str__(self):
        return self.ref
