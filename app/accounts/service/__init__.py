"""Verbs of accounts: people, addresses, organisations, roles, consents."""

from app.accounts.service.addresses import (
    ask_reset,
    ask_verification,
    reset_token,
    send_reset,
    set_password,
    verify,
)
from app.accounts.service.consents import give_consents, withdraw_consent
from app.accounts.service.invitations import accept_invitation, invite, join, withdraw_invitation
from app.accounts.service.organisations import (
    name_organisation,
    register_organisation,
    represent,
    take_up,
)
from app.accounts.service.people import change_password, disable, enable, register, sign_up, update_profile
from app.accounts.service.roles import create_administrator, end_role, grant

__all__ = [
    "accept_invitation",
    "ask_reset",
    "ask_verification",
    "change_password",
    "create_administrator",
    "disable",
    "enable",
    "end_role",
    "give_consents",
    "grant",
    "invite",
    "join",
    "name_organisation",
    "register",
    "register_organisation",
    "represent",
    "reset_token",
    "send_reset",
    "set_password",
    "sign_up",
    "take_up",
    "update_profile",
    "verify",
    "withdraw_consent",
    "withdraw_invitation",
]
