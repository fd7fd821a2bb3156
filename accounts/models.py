"""Who: people, councils, assurer firms, posts, systems, roles at a council, and the record of what people did."""

import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from guardian.mixins import GuardianUserMixin
from guardian.models import UserObjectPermissionBase

from accounts.roles import COUNCIL_ROLES, NATIONAL_ROLES, Role
from iip.models import AppendOnly
from iip.statements import written_once
from iip.text import TextColumn


class Firm(models.Model):
    """A firm of independent assurers."""

    name = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(Lower("name"), name="firm_name_once")]

    def __str__(self):
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **facts) -> "User":
        """A person, known by their e-mail address in lower case."""
        user = self.model(email=email.strip().lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(GuardianUserMixin, AbstractBaseUser, PermissionsMixin):
    class Mail(models.TextChoices):
        AT_ONCE = "at_once", "An e-mail each time"
        WEEKLY = "weekly", "One e-mail a week, and one each time it is your turn"
        NONE = "none", "No e-mail: only in the service"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    is_active = models.BooleanField(default=True)
    since = models.DateTimeField(default=timezone.now)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.AT_ONCE)  # how they are told what happens

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_in_lower_case")]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    @cached_property
    def _roles_held(self) -> list[tuple[int | None, Role]]:
        """Roles at councils by the council's key, and at MHCLG under None. One query a request."""
        return [(council, Role(name)) for council, name in _roles_held_by(self.pk)]

    @cached_property
    def council_roles(self) -> dict[int, Role]:
        """The person's role at each council, by the council's key."""
        return {council: role for council, role in self._roles_held if council is not None}

    @cached_property
    def national_roles(self) -> frozenset[Role]:
        """The person's roles at MHCLG."""
        return frozenset(role for council, role in self._roles_held if council is None)

    def roles_at(self, council: "Council") -> frozenset[Role]:
        """The person's role at a council, with their national ones."""
        here = self.council_roles.get(council.pk)
        return self.national_roles | ({here} if here else frozenset())

    def forget_roles(self) -> None:
        """Read the roles anew when next asked: inside a transaction, or after a change."""
        for name in ("_roles_held", "council_roles", "national_roles", "engagement_roles"):
            self.__dict__.pop(name, None)


class CouncilQuerySet(models.QuerySet["Council"]):
    def visible_to(self, user: User):
        """Councils where the person has a role; for MHCLG, all."""
        if user.national_roles:
            return self
        return self.filter(pk__in=user.council_roles)

    def going(self, on: datetime.date | None = None):
        """Councils that have not ended."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on or timezone.localdate()))


class Council(models.Model):
    class Kind(models.TextChoices):
        COUNTY = "county", "County council"
        DISTRICT = "district", "District council"
        UNITARY = "unitary", "Unitary authority"
        METROPOLITAN = "metropolitan_district", "Metropolitan district council"
        LONDON = "london_borough", "London borough"

    code = models.CharField(max_length=9, unique=True)  # of the Office for National Statistics
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=25, choices=Kind)
    region = models.CharField(max_length=50)
    population = models.PositiveIntegerField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["name"]
        permissions = [(role.value, role.label) for role in COUNCIL_ROLES]

    def __str__(self):
        return self.name


class Succession(models.Model):
    """A council that took over from another."""

    predecessor = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="succeeded_by")
    successor = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="succeeds")
    on = models.DateField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_not_of_itself"),
        ]

    def __str__(self):
        return f"{self.successor} succeeds {self.predecessor}"


class EmailDomain(models.Model):
    """A domain at which a council's people have their addresses; MHCLG sets it."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="email_domains")
    domain = models.CharField(max_length=100)

    class Meta:
        default_permissions = ()
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["council", "domain"], name="email_domain_once"),
            models.CheckConstraint(condition=Q(domain=Lower("domain")), name="email_domain_lower_case"),
        ]

    def __str__(self):
        return self.domain


class Invitation(models.Model):
    """An offer of a role, sent to an address and open until it is accepted, withdrawn or out of date.

    Exactly one of council, firm and national says where the role is.
    """

    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)  # the token itself is only in the e-mail
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="invitations_sent")
    at = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["council", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_to_council_open_once",
            ),
            models.UniqueConstraint(
                fields=["firm", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_to_firm_open_once",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_lower_case"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=~Q(council__isnull=False, firm__isnull=False),
                name="invitation_to_one_place",
            ),
        ]

    def __str__(self):
        return f"{self.email} as {self.get_role_display()}"


class CouncilRole(UserObjectPermissionBase):
    """A person's one role at a council. Written by `accounts.grants` alone."""

    content_object = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="roles")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "content_object"], name="one_role_at_a_council")]

    def __str__(self):
        return f"{self.user} at {self.content_object}"

    @property
    def role(self) -> Role:
        return Role(self.permission.codename)


@written_once
def _roles_held_by(user: int) -> "models.QuerySet[Any, Any]":
    at_councils = CouncilRole.objects.filter(user=user).values_list("content_object", "permission__codename")
    nowhere = Value(None, output_field=models.BigIntegerField())
    national = Group.objects.filter(user=user, name__in=NATIONAL_ROLES).values_list(nowhere, "name")
    return at_councils.union(national)


class Post(models.Model):
    """A post at a council, with its present holder: a leaver changes once, and signed text does not."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(max_length=200)
    holder = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="posts")

    class Meta:
        default_permissions = ()
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["council", "title"], name="post_title_once")]

    def __str__(self):
        return self.title


class System(models.Model):
    """A council's system, which lasts longer than one assessment."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="systems")
    name = models.CharField(max_length=200)
    supplier = models.CharField(max_length=200, blank=True)
    product = models.CharField(max_length=200, blank=True)
    hosting = models.CharField(max_length=200, blank=True)
    shared_with = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["council", "name"], name="system_name_once")]

    def __str__(self):
        return self.name


class AuditEvent(AppendOnly):
    """What people did beside the steps of a plan: sign-in, roles, imports, exports, look-ups, refusals."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    actor_email = models.CharField(max_length=254, blank=True)
    action = models.CharField(max_length=40)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, null=True, related_name="+")
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_ref = models.CharField(max_length=100, blank=True)
    detail = TextColumn(blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["actor", "action", "-at"], name="audit_by_actor")]

    def __str__(self):
        return f"{self.action} by {self.actor_email}"
