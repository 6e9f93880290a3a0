"""Every form, joined with the services it uses."""

from rasa_sdk import Action

from actions.forms.ask_institution import ValidateAskInstitutionForm
from actions.forms.book_session import ValidateBookSessionForm
from actions.forms.file_complaint import ValidateFileComplaintForm
from actions.forms.find_institution import ValidateFindInstitutionForm
from actions.forms.own_booking import ValidateCancelBookingForm, ValidateListBookingsForm, ValidateMoveBookingForm
from actions.forms.sittings import Sittings
from assistant.services.bookings import Bookings
from assistant.services.chat_complaints import ChatComplaints
from assistant.services.clock import Clock
from assistant.services.guidance import Guidance
from assistant.services.institutions import Institutions
from assistant.services.places import Places
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWorkFactory


def build_forms(
    clock: Clock,
    places: Places,
    institutions: Institutions,
    bookings: Bookings,
    guidance: Guidance,
    unit_of_work: UnitOfWorkFactory,
    private_values: PrivateValues,
    complaints: ChatComplaints,
) -> tuple[Action, ...]:
    """Return the actions that Rasa calls for its forms."""
    sittings = Sittings(guidance, places)
    return (
        ValidateFindInstitutionForm(clock, places),
        ValidateAskInstitutionForm(clock, institutions),
        ValidateBookSessionForm(clock, sittings, bookings, unit_of_work, private_values),
        ValidateListBookingsForm(clock, bookings),
        ValidateCancelBookingForm(clock, bookings),
        ValidateMoveBookingForm(clock, bookings, sittings),
        ValidateFileComplaintForm(clock, places, complaints),
    )
