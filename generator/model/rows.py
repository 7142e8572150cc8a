"""Types of the tables' rows, one class per table. Generated from ``schemas/`` by ``python -m tests.rows``.

A public row is dense: every column is there, None if its value is unknown. A town's own fields are not included; they
are reached through the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, time
    from typing import TypedDict
else:
    TypedDict = object  # not needed at run time, where real ones would cost every command 20 ms

AnyRow = Mapping[str, Any]  # of a table known only at run time


class ServiceTimesRow(TypedDict):
    days: Sequence[str]
    start: time
    end: time | None
    place: str | None
    note: str | None


class NgoServicesRow(TypedDict):
    title: str
    summary: str | None
    needs: Sequence[str]
    audiences: Sequence[str]
    age_from: int | None
    age_to: int | None
    channels: Sequence[str]
    eligibility: str | None
    cost: str | None
    cost_note: str | None
    how: str | None
    bring: Sequence[str]
    when: str | None
    place: str | None
    url: str | None
    times: Sequence[ServiceTimesRow]


class NgoHoursRow(TypedDict):
    days: Sequence[str]
    opens: time
    closes: time
    note: str | None


class NgoProjectsRow(TypedDict):
    title: str
    summary: str | None
    starts_on: date | None
    ends_on: date | None
    result: str | None
    giver: str | None
    level: str | None
    sum: int | None
    url: str | None
    source: str | None


class NgoSupportRow(TypedDict):
    entry_number: str | None
    entered_on: date | None
    decided_on: date | None
    stopped_on: date | None
    provider: str
    form: str
    sum: int | None
    size: str | None
    term: str | None
    violations: str | None
    source: str | None


class NgoHelpRow(TypedDict):
    way: str
    text: str
    until: date | None
    url: str | None


class NgoOffersRow(TypedDict):
    text: str
    until: date | None


class NgoSeeksRow(TypedDict):
    text: str
    until: date | None


class NgoNoticesRow(TypedDict):
    kind: str | None
    text: str
    since: date | None
    until: date | None
    source: str | None


class PersonsRow(TypedDict):
    name: str
    role: str
    position: str | None
    organisation: str | None
    phone: str | None
    email: str | None
    photo_file: str | None
    basis: str | None
    consent_given: date | None
    consent_until: date | None
    consent_fields: Sequence[str]
    consent_reference: str | None
    consent_withdrawn: date | None
    source: str | None


class RecordSourcesRow(TypedDict):
    fields: Sequence[str]
    source: str
    url: str | None
    on: date | None


class NgosRow(TypedDict):
    id: str
    name: str
    short_name: str | None
    legal_form: str | None
    status: str
    activity: str | None
    seen_on: date | None
    seen_at: str | None
    summary: str | None
    description: str | None
    direction: str | None
    activities: Sequence[str]
    activities_text: str | None
    audiences: Sequence[str]
    okved: str | None
    branch_of: str | None
    inn: str | None
    ogrn: str | None
    kpp: str | None
    minjust_number: str | None
    registered_on: date | None
    liquidated_on: date | None
    founded: int | None
    federal_list: str | None
    federal_list_checked_on: date | None
    federal_list_criterion: str | None
    postcode: str | None
    address: str | None
    lat: float | None
    lon: float | None
    accessible: str | None
    access_note: str | None
    hours_note: str | None
    phones: Sequence[str]
    emails: Sequence[str]
    site: str | None
    links: Sequence[str]
    logo_file: str | None
    logo_alt: str | None
    logo_author: str | None
    logo_permission: str | None
    namesake_note: str | None
    source: str
    confirmed_on: date | None
    note: str | None
    services: Sequence[NgoServicesRow]
    hours: Sequence[NgoHoursRow]
    projects: Sequence[NgoProjectsRow]
    support: Sequence[NgoSupportRow]
    help_wanted: Sequence[NgoHelpRow]
    offers: Sequence[NgoOffersRow]
    seeks: Sequence[NgoSeeksRow]
    notices: Sequence[NgoNoticesRow]
    persons: Sequence[PersonsRow]
    sources: Sequence[RecordSourcesRow]


class ForumSessionsRow(TypedDict):
    code: str | None
    type: str
    type_text: str | None
    title: str
    date: date | None
    start: time | None
    end: time | None
    hall: str | None
    online_url: str | None
    topic: str | None
    topics: Sequence[str]
    summary: str | None
    organisations: Sequence[str]
    ngos: Sequence[str]
    outcome: str | None
    materials_url: str | None
    change: str | None
    change_note: str | None
    changed_on: date | None
    persons: Sequence[PersonsRow]


class DecisionStepsRow(TypedDict):
    on: date | None
    who: str | None
    state: str | None
    text: str | None
    evidence: str | None
    file: str | None
    redacted_on: date | None


class ForumDecisionsRow(TypedDict):
    number: int
    text: str
    topic: str | None
    addressees: Sequence[str]
    deadline: date | None
    session: str | None
    ngos: Sequence[str]
    partnership: str | None
    event: str | None
    reported: str | None
    reported_on: date | None
    answer: str | None
    evidence: str | None
    verdict: str | None
    verdict_on: date | None
    verdict_note: str | None
    continues: str | None
    steps: Sequence[DecisionStepsRow]


class MaterialsRow(TypedDict):
    title: str
    kind: str
    url: str | None
    outlet: str | None
    published_on: date | None


class ForumsRow(TypedDict):
    id: str
    title: str
    season: str
    starts_on: date | None
    ends_on: date | None
    cancelled_on: date | None
    summary: str | None
    description: str | None
    venue: str | None
    address: str | None
    lat: float | None
    lon: float | None
    halls: Sequence[str]
    how_to_get: str | None
    entry_rules: str | None
    accessible: str | None
    access_note: str | None
    organisers: Sequence[str]
    registration_url: str | None
    registration_until: date | None
    registration_note: str | None
    attendance: int | None
    attendance_qualifier: str | None
    source: str
    confirmed_on: date | None
    note: str | None
    sessions: Sequence[ForumSessionsRow]
    decisions: Sequence[ForumDecisionsRow]
    materials: Sequence[MaterialsRow]
    sources: Sequence[RecordSourcesRow]


class PartnershipSidesRow(TypedDict):
    ngo: str | None
    name: str | None
    kind: str | None
    inn: str | None
    ogrn: str | None
    role: str | None
    gave: str | None
    url: str | None


class PartnershipsRow(TypedDict):
    id: str
    title: str
    number: str | None
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    open_ended: str | None
    ended_on: date | None
    subject: str | None
    outcome: str | None
    forum: str | None
    url: str | None
    source: str
    confirmed_on: date | None
    note: str | None
    sides: Sequence[PartnershipSidesRow]
    sources: Sequence[RecordSourcesRow]


class EventWinnersRow(TypedDict):
    ngo: str | None
    name: str | None
    project: str | None
    sum: int | None


class EventsRow(TypedDict):
    id: str
    title: str
    kind: str
    starts_on: date | None
    ends_on: date | None
    start: time | None
    end: time | None
    month: str | None
    count: int | None
    continuous: str | None
    postponed_on: date | None
    changed_on: date | None
    cancelled_on: date | None
    summary: str | None
    description: str | None
    audiences: Sequence[str]
    venue: str | None
    address: str | None
    online_url: str | None
    registration_url: str | None
    cost: str | None
    organisers: Sequence[str]
    ngos: Sequence[str]
    forum: str | None
    giver: str | None
    level: str | None
    deadline: date | None
    sum: int | None
    outlet: str | None
    picture_file: str | None
    picture_alt: str | None
    picture_author: str | None
    url: str | None
    outcome: str | None
    source: str
    confirmed_on: date | None
    note: str | None
    winners: Sequence[EventWinnersRow]
    materials: Sequence[MaterialsRow]
    sources: Sequence[RecordSourcesRow]


class IndicatorValuesRow(TypedDict):
    role: str
    value: float
    value_to: float | None
    qualifier: str
    period: str
    source: str


class IndicatorsRow(TypedDict):
    id: str
    number: int | None
    title: str
    short: str | None
    unit: str | None
    evidence: str | None
    source: str
    values: Sequence[IndicatorValuesRow]


class PracticePointsRow(TypedDict):
    section: str
    title: str | None
    text: str


class PracticeParticipantsRow(TypedDict):
    name: str
    role: str | None


class PracticeActionsRow(TypedDict):
    title: str
    executor: str | None


class PracticeActsRow(TypedDict):
    relation: str
    title: str
    number: str | None
    on: date | None
    change: str | None
    result: str | None
    place: str | None


class PracticeBeneficiariesRow(TypedDict):
    name: str
    benefit: str


class PracticeCostsRow(TypedDict):
    direction: str
    title: str
    sum: int
    basis: str
    place: str | None


class PracticeRow(TypedDict):
    id: str
    title: str
    region: str
    background: str
    registered: int | None
    active: int | None
    active_share: str | None
    supported_before: str | None
    source: str
    confirmed_on: date | None
    note: str | None
    persons: Sequence[PersonsRow]
    points: Sequence[PracticePointsRow]
    participants: Sequence[PracticeParticipantsRow]
    actions: Sequence[PracticeActionsRow]
    acts: Sequence[PracticeActsRow]
    beneficiaries: Sequence[PracticeBeneficiariesRow]
    costs: Sequence[PracticeCostsRow]


class ListItemsRow(TypedDict):
    code: str
    label: str
    spoken: str | None
    genitive: str | None
    text: str | None
    official_code: str | None
    email: str | None
    since: date | None
    until: date | None
    source: str | None
    synonyms: Sequence[str]
    addresses: Sequence[str]
    phone: str | None
    needs: Sequence[str]


class ListsRow(TypedDict):
    id: str
    title: str
    source: str
    checked_on: date | None
    note: str | None
    fixed: str | None
    items: Sequence[ListItemsRow]


class OwnFieldsRow(TypedDict):
    name: str
    title: str
    type: str | None
    format: str | None
    description: str | None
    example: str | None
    list: str | None
    show: str | None
    personal: str | None
    required: str | None
    unique: str | None
    maxLength: int | None
    minimum: float | None
    maximum: float | None


class FieldsRow(TypedDict):
    id: str
    note: str | None
    fields: Sequence[OwnFieldsRow]


class SettingsRow(TypedDict):
    id: str
    url: str
    town: str
    town_short: str
    region: str | None
    timezone: str
    phone_code: str
    lat_min: float
    lat_max: float
    lon_min: float
    lon_max: float
    operator: str
    operator_parent: str | None
    operator_phone: str | None
    operator_email: str | None
    operator_address: str | None
    operator_hours: str | None
    leave_url: str | None
    operator_forms: str | None
    forum_forms: str | None
    without: Sequence[str]
    logo_file: str | None
    favicon_file: str | None
    header_file: str | None
    share_file: str | None
    colour_main: str | None
    colour_deep: str | None
    colour_tint: str | None
    colour_accent: str | None
    colour_accent_tint: str | None
    colour_ground: str | None
    footer_text: str | None
    yandex_verification: str | None
    google_verification: str | None
    registered_total: int | None
    registered_total_source: str | None
    forge: str | None
    forge_kind: str | None
    forge_branch: str | None
    forge_edit: str | None
    forge_new: str | None
    republish_days: int | None
    data_licence: str
    data_licence_url: str
    example: str | None
    schema_version: str | None
    source: str | None
    note: str | None


class RequestsRow(TypedDict):
    month: str
    need: str
    audience: str | None
    count: int


class MovedRow(TypedDict):
    kind: str
    id: str
    to: str | None
    gone: str | None
    on: date
