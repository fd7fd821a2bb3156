"""Making a person: the account and the address they sign in with, together."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Firm, User


@transaction.atomic
def make_person(email: str, name: str, *, password: str | None = None, firm: Firm | None = None) -> User:
    """A new person, with the address that sign-in looks for. Without a password they cannot sign in yet."""
    user = User.objects.create_user(email, password, name=name, firm=firm)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
