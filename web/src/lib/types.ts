import type { Challenge } from './proof.ts';
import type { Story } from './register.ts';

/** What the server says; see the API's own description at /api/v1/openapi.json. */
type Named = { code: string; sv: string; en: string };
export type Category = Named & { group: string; concern: boolean; question_sv?: string; question_en?: string; causes: Named[] };
export type Catalogue = { categories: Category[]; groups: Named[] };

export type Town = {
  municipality: {
    code: string; name: string; time_zone: string; epsg: number; bbox: [number, number, number, number];
    k: number; is_demo: boolean; population: number | null;
  };
  localities: { name: string; lon: number; lat: number; population: number | null }[];
  first_month: string | null;
  last_month: string | null;
  attribution: string[];
  layers: { layer: string; source: string; licence: string; attribution: string; data_date: string | null; n: number }[];
  invented: boolean;
};

export type Place = {
  id: string; name: string; kind: string; kind_sv: string; kind_en: string; locality: string | null;
  lon: number; lat: number; bbox: [number, number, number, number] | null; distance_m: number | null; invented: boolean;
};

export type FoundPlaces = {
  /** When the words were a position: how it was understood. */
  position: { lon: number; lat: number; epsg: number; read_sv: string; read_en: string } | null;
  places: Place[];
  number_ignored: boolean;
};

export type Geometry =
  | { type: 'Point'; coordinates: [number, number] }
  | { type: 'LineString'; coordinates: [number, number][] };

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export type When =
  | { kind: 'instant'; at: string }
  | { kind: 'interval'; from: string; to: string }
  | { kind: 'recurrence'; weekdays: Weekday[]; from_hour: number; to_hour: number; since: string; until: string | null };

export type ReportBody = {
  category: string;
  causes: string[];
  place: { geometry: Geometry | null; accuracy_m: number | null; source: 'gps' | 'map' | 'address' | 'asset' };
  when?: When;
  severity: number | null;
  text: string | null;
  municipality?: string | null;
};

export type Receipt = {
  id: string; reference: string; received_at: string; follow_up_token: string; follow_up_url: string;
  municipality: string;
  public: { category: string; text_is_public: boolean; publish_rule: string; publish_rule_en: string };
};

/** A piece of a text that cannot stay: from which UTF-16 unit to which, and what may stand there instead. */
export type Finding = { kind: string; utf16: [number, number]; detail_sv: string; detail_en: string; rewrite: string };
export type Flaw = { pointer: string; code: string; detail_sv: string; detail_en: string; suggestion?: string | null; findings?: Finding[] };
export type Problem = { status: number; code?: string; title?: string; detail?: string; detail_sv?: string; request_id?: string; errors?: Flaw[]; challenge?: Challenge };

export type FollowUp = {
  reference: string; category: string; received_at: string; state: 'received' | 'accepted' | 'published' | 'rejected' | 'withdrawn';
  can_withdraw_until: string | null; public_sentence_sv: string; public_sentence_en: string;
  /** What happened to the place; none of a report that was taken back. */
  place: { remedies: Story[]; locality: string | null; checks: { month: string; done: number }[] } | null;
};

export type Cell = { id: string; size_m: number; n_reports: number; weight: number; per_ha_month: number; class: number; area_name?: string | null };
export type CellFeature = { type: 'Feature'; id: string; geometry: { type: 'Polygon'; coordinates: [number, number][][] }; properties: Cell };
export type LegendClass = { class: number; from: number; to: number | null; color: string };
export type Sum = { shown: number; suppressed: number; outside: number; total: number };
export type Heat = {
  type: 'FeatureCollection';
  unit?: undefined;
  features: CellFeature[];
  layer: 'public' | 'staff';
  cell_m: number;
  revision: string;
  legend: { unit: string; unit_sv: string; unit_en: string; classes: LegendClass[] };
  method: { sv: string; en: string };
  parameters: {
    from: string | null; to: string | null; months: number; k: number | null; categories: string[]; causes: string[];
    /** Months within them that are not published any more; of staff there are none. */
    unpublished?: string[];
  };
  totals: { n_reports: Sum; weight: Sum };
};

export type Street = {
  id: string; name: string | null; street_class: string; length_m: number;
  n_reports: number; weight: number; per_100m: number; per_100m_month: number; class: number;
};
/** A street from crossing to crossing; `link` is the feature that stands for it on the map. */
export type Stretch = Street & { link: string };
export type StreetFeature = { type: 'Feature'; id: string; geometry: { type: 'LineString'; coordinates: [number, number][] }; properties: Street };
/** The heat on streets: the same frame around lines. */
export type StreetHeat = Omit<Heat, 'unit' | 'features' | 'cell_m' | 'totals'> & {
  unit: 'link';
  features: StreetFeature[];
  stretches: Stretch[];
  totals: Heat['totals'] & { no_street: { n_reports: number; weight: number } };
};
export type AnyHeat = Heat | StreetHeat;

export type WhyNoRate = 'population_unknown' | 'nobody_lives_there' | 'no_time' | 'too_few';
export type By = 'area' | 'square';
/** An area or a population square; one without a rate says why. */
export type RatedPlace = {
  id: string; name: string | null; population: number | null; n_reports: number | null;
  rate: number | null; low: number | null; high: number | null; expected: number | null;
  class: number | null; silent: boolean; why_no_rate: WhyNoRate | null;
  /** How fast something there is told of; staff only. */
  reporting: Reporting | null;
};
export type Reporting = {
  n_incidents: number; n_repeats: number; weight: number; heard_within_30_days: number | null;
  days_between_reports: { mean: number | null; low: number | null; high: number | null } | null;
};
export type PlaceFeature = {
  type: 'Feature'; id: string; properties: RatedPlace;
  geometry: { type: 'Polygon'; coordinates: [number, number][][] } | { type: 'MultiPolygon'; coordinates: [number, number][][][] };
};
/** Reports per inhabitant: the same frame around places, and what the reports are divided by. */
export type Rates = Pick<Heat, 'type' | 'layer' | 'revision' | 'legend' | 'method' | 'parameters'> & {
  unit: 'reports_per_1000_inhabitants_month';
  by: By;
  features: PlaceFeature[];
  approximate: boolean;
  mean: number | null;
  months: number;
  denominator: { sv: string; en: string; population: number; source: string | null; attribution: string | null; date: string | null };
};
/** Whatever the map, its legend and its twin may be showing. */
export type Shown = AnyHeat | Rates;
export const isRates = (shown: Shown): shown is Rates => shown.unit === 'reports_per_1000_inhabitants_month';

export type Profile = {
  layer: string;
  rows: { weekday: Weekday; hours: number[] }[];
  unknown_hour: number;
  n_reports: number;
  total_weight: number;
  revision: string;
};

export type SpotClass = 'clearly_more' | 'probably_more';
/** A part of the reports with its 95 % interval as shares. */
export type Part = { n: number; share: number; low: number; high: number };
type Coded = { code: string; n: number };
/** A hot spot: how many, compared with what, how sure, when, in the dark or not, and since when. */
export type Spot = {
  rank: number; name: { sv: string; en: string }; at: [number, number]; class: SpotClass;
  n_reports: number; expected: number; ratio: { mean: number; low: number; high: number }; p_map: number;
  around: { n_reports: number; expected: number; enough: number | null };
  n_incidents: number;
  flags: { code: string; n_reports: number; expected: number; from: string; to: string }[];
  when: {
    hours: Part[]; weekdays: Part[]; unknown_hour: number;
    peak: { from: number; to: number; share: number; weekdays: Weekday[] } | null;
  };
  darkness: { verdict: 'dark_only' | 'day_only' | 'always' | 'cannot_tell'; dark_share: number | null; low: number; high: number };
  months: { month: string; n: number }[];
  change: { kind: string; tau: number; p: number; n_periods: number; months_per_period: number } | null;
  categories: Coded[]; causes: Coded[]; units: string[];
};
export type SpotFeature = {
  type: 'Feature'; id: number; properties: Spot;
  geometry: { type: 'MultiLineString'; coordinates: [number, number][][] } | { type: 'MultiPolygon'; coordinates: [number, number][][][] };
};
export type ExposureId = 'street' | 'population' | 'reports' | 'even';
export type Spots = {
  type: 'FeatureCollection'; features: SpotFeature[]; layer: 'staff'; quiet: boolean; n_more: number;
  summary: {
    n_reports: number; n_outside: number; n_without_exposure: number; n_units: number; n_too_few_units: number;
    variance_ratio: number; unit: 'link' | 'cell'; from: string; to: string;
    exposure: { id: ExposureId; sv: string; en: string; total: number };
  };
  warnings: { code: string; sv: string; en: string }[];
  method: { id: string; sv: string; en: string; parameters: Record<string, number | string>; references: string[] };
  parameters: Record<string, unknown> & { cell?: number | null };
  revision: string;
};
/** What every analysis tells of itself. */
export type Told = {
  warnings: { code: string; sv: string; en: string }[];
  method: { id: string; sv: string; en: string; parameters: Record<string, unknown>; references: string[] };
  parameters: Record<string, unknown>;
  revision: string;
};
export type Mean = { mean: number; standard_error: number };
/** At one share of the ground: how many times more than at random, the part of the most that could be caught. */
export type Judged = { share: number; pai: Mean; pei: Mean; placebo_pai: Mean; winner_minus_this: Mean & { n_won: number; n: number } };
export type Ranking = { id: string; sv: string; en: string; at: Judged[] };
/** A place where the next reports are expected; the first ones have a name. */
export type NextPlace = { at: [number, number]; score: number; link?: number; cell?: string; name?: { sv: string; en: string } };
export type Backtest = Told & {
  data: { n_read: number; n_used: number; n_left_out: number; why_left_out: Record<string, number> };
  results: {
    n_units: number; size: number; size_unit: 'm' | 'm2';
    origins: { day: string; n_past: number; n_test: number }[];
    rankings: Ranking[];
    ceiling: { share: number; pai: Mean }[];
    winner: string | null;
    calibration: {
      n: number; pit_histogram: number[]; pit_chi_square_p: number; coverage_90: number; coverage_90_whole: number;
      predicted: number; came: number;
    };
    next: NextPlace[];
  };
};
export type Alarm = {
  rank: number; name?: { sv: string; en: string }; radius_m: number; from: string; to: string;
  cases: number; expected: number; p: number; recurrence_days: number;
};
/** Far more reports in an hour or a day than the town usually has, and what to say of it. */
export type Wave = { group: string; span_hours: number; n_reports: number; expected: number; usual_most: number; weight: number; p: number; sv: string; en: string };
export type Alarms = Told & { waves: Wave[]; features: { geometry: { coordinates: [number, number] }; properties: Alarm }[]; summary: { n_cases: number } };
export type Area = { rank: number; name?: { sv: string; en: string }; radius_m: number; cases: number; expected: number; relative_risk: number; p: number };
export type Areas = Told & { features: { geometry: { coordinates: [number, number] }; properties: Area }[]; summary: { n_cases: number } };
/** What Gi* with false-discovery control would colour. */
export type GiStar = Told & {
  features: { type: 'Feature'; geometry: { type: 'Polygon'; coordinates: [number, number][][] }; properties: { cell: string; value: number; z: number } }[];
  summary: { show_grey: boolean; recipe: { n_hot: number; n_cold: number } };
};
/** Still being worked out. */
export type Working = { analysis: string; progress: number };

/** A plan as somebody keeps it: `question` is the body that was posted to the planner, `answer` what it said. */
export type PlanDraft<Q, A> = { kind: 'checks' | 'walks' | 'lighting'; period: string; title: string; state: 'draft' | 'decided'; question: Q; answer: A };
export type KeptPlanLine = Pick<PlanDraft<unknown, unknown>, 'kind' | 'period' | 'title' | 'state'> & { id: string; version: number; made_at: string; changed_at: string };
export type KeptPlan<Q, A> = KeptPlanLine & Pick<PlanDraft<Q, A>, 'question' | 'answer'>;
