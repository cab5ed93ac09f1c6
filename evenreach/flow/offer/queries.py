from django.db.models import QuerySet

from evenreach.flow.offer.models import OfferVersion, ServiceOffer, VisitSpecification


def published_offer(authority_id: int, *, academic_year: int) -> OfferVersion | None:
    """The newest published offer of an academic year."""
    return (
        OfferVersion.objects.of(authority_id)
        .filter(academic_year=academic_year, published_at__isnull=False)
        .order_by("-number")
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


def service_offered(offer: OfferVersion, slug: str) -> ServiceOffer:
    """One service of an offer. Raises ServiceOffer.DoesNotExist."""
    return services_offered(offer).get(service__slug=slug)


def learner_visits_offered(offer: OfferVersion) -> QuerySet[VisitSpecification]:
    """The kinds of visit about a learner that schools can ask for, with their service."""
    return (
        VisitSpecification.objects.of(offer.authority_id)
        .filter(service_offer__offer=offer, is_about_a_learner=True)
        .select_related("service_offer__service")
        .order_by("service_offer__name", "name")
    )
