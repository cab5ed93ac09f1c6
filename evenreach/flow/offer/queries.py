from django.db.models import Q, QuerySet

from evenreach.flow.offer.models import OfferVersion, ServiceOffer, VisitSpecification
from evenreach.flow.offer.vocabulary import SHARED_MODES


def published_offer(authority_id: int, *, academic_year: int) -> OfferVersion | None:
    """The newest published offer of an academic year."""
    return (
        OfferVersion.objects.of(authority_id)
        .filter(academic_year=academic_year, published_at__isnull=False)
        .order_by("-number")
        .first()
    )


def offer_versions(authority_id: int) -> QuerySet[OfferVersion]:
    """Every version there was, the newest year and version first."""
    return OfferVersion.objects.of(authority_id).order_by("-academic_year", "-number")


def offer_before(offer: OfferVersion) -> OfferVersion | None:
    """What was published before: the version that this corrects, or the last year's."""
    return (
        offer_versions(offer.authority_id)
        .filter(published_at__isnull=False)
        .filter(
            Q(academic_year__lt=offer.academic_year)
            | Q(academic_year=offer.academic_year, number__lt=offer.number)
        )
        .first()
    )


def offer_proposed(authority_id: int) -> OfferVersion | None:
    """The version that is out for consultation: the nearest year's, if there are several."""
    return (
        OfferVersion.objects.of(authority_id)
        .filter(opened_at__isnull=False, published_at=None)
        .order_by("academic_year")
        .first()
    )


def services_offered(offer: OfferVersion) -> QuerySet[ServiceOffer]:
    """The services of an offer by name, each with its `service`."""
    return (
        ServiceOffer.objects.of(offer.authority_id)
        .filter(offer=offer)
        .select_related("service")
        .order_by("name")
    )


def services_shared(offer: OfferVersion) -> QuerySet[ServiceOffer]:
    """The services whose sessions are shared between schools; the others have no quota."""
    return services_offered(offer).filter(mode__in=SHARED_MODES)


def service_offered(offer: OfferVersion, slug: str) -> ServiceOffer:
    """One service of an offer. Raises ServiceOffer.DoesNotExist."""
    return services_offered(offer).get(service__slug=slug)


def learner_visits_offered(offer: OfferVersion) -> QuerySet[VisitSpecification]:
    """The kinds of visit about a learner that schools ask for from their sessions, by service."""
    return visits_offered(offer).filter(is_about_a_learner=True)


def visits_offered(offer: OfferVersion) -> QuerySet[VisitSpecification]:
    """The kinds of visit that schools ask for from their sessions, by service."""
    return (
        VisitSpecification.objects.of(offer.authority_id)
        .filter(service_offer__offer=offer, service_offer__mode__in=SHARED_MODES)
        .select_related("service_offer__service")
        .order_by("service_offer__name", "name")
    )
