"""The business "no" of people."""

from learning.base.refusals import N_, BadInput, Refusal


class WrongNumberOrPassword(BadInput):
    says = N_("The staff number and the password do not belong together. Check both and try again.")


class WrongNumberOrCode(BadInput):
    says = N_("This code does not fit, was used already or is too old. Ask for a new one.")


class NotBegunHere(BadInput):
    says = N_("This sign-in was begun in another window or has waited too long. Begin it again.")


class SignInCancelled(BadInput):
    says = N_("You have not signed in there. Try again, or sign in with staff number and password.")


class IssuerSilent(Refusal):
    says = N_("The bank's sign-in service does not answer. Try again in a minute, or sign in with staff number and password.")
    status = 503


class IssuerRefused(Refusal):
    says = N_(
        "What the bank's sign-in service answered cannot be trusted. Sign in with staff number and password, and tell the "
        "administrator."
    )
    status = 502


class NotKnownHere(Refusal):
    says = N_("The bank's sign-in service knows you as %(number)s; nobody here has this staff number, or it is closed. Ask HR.")
    status = 403


class TooManyTries(Refusal):
    says = N_("Too many wrong tries. Wait %(minutes)s minutes, then try again.")
    status = 429


class BadPassword(BadInput):
    """Why a new password is not taken; shown at its field."""


class PasswordTooShort(BadPassword):
    says = N_("Use at least %(shortest)s characters. A sentence of four words is easy to keep in mind.")


class PasswordTooLong(BadPassword):
    says = N_("This password is too long. Use at most 256 bytes (about 80 Chinese characters).")


class PasswordTooSimple(BadPassword):
    says = N_("Mix at least three of these: small letters, capitals, digits, other signs.")


class PasswordTooCommon(BadPassword):
    says = N_("This password is among the first that strangers try, or it contains the bank's name or your number. Choose another.")


class PasswordUsedBefore(BadPassword):
    says = N_("You have used this password before. Choose a new one.")


class NumberTaken(BadInput):
    says = N_("Somebody has this staff number already.")


class CodeTaken(BadInput):
    says = N_("Another unit has this code already.")


class NotYourself(Refusal):
    says = N_("Nobody can do this for themselves. Ask a colleague with the same role.")


class LastAdministrator(Refusal):
    says = N_("This is the last administrator. Give the role to somebody else first.")


class NotYoursToGrant(Refusal):
    says = N_("Your role does not include giving or ending this one. Ask an administrator.")


class NotYoursToKeep(Refusal):
    says = N_("The account of this colleague is beyond your role. Ask an administrator.")


class RoleHeld(Refusal):
    says = N_("This role is held there already.")


class PostingOverlaps(Refusal):
    says = N_("Another main posting begins on %(day)s. End that one first, or choose a later day.")


class PostingHeld(Refusal):
    says = N_("This posting is held there already.")


class AbsenceOverlaps(Refusal):
    says = N_("There is an absence in these days already.")


class EndsBeforeItBegins(BadInput):
    says = N_("The last day is before the first.")


class HasLeft(Refusal):
    says = N_("This colleague has left the bank. Take the leaving day back first.")


class UnitInItself(Refusal):
    says = N_("A unit cannot be moved below itself.")


class UnitInUse(Refusal):
    says = N_("Colleagues are posted here, or units hang below. Move them first.")


class UnitClosed(Refusal):
    says = N_("This unit is closed.")


class AlreadySetUp(Refusal):
    says = N_("This bank has an administrator already. No set-up address is given.")
