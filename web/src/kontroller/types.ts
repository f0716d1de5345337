/** What `/api/v1/plans/checks` and its neighbours say. */
import type { Weekday } from '../lib/types.ts';

export type Name = { sv: string; en: string };
export type Band = { id: number; weekend: boolean; from: number; to: number };
export type OpenHours = { weekdays: Weekday[]; from: number; to: number };
export type Lock = { site: string; start: string; minutes: number };
export type Question = {
  month: string; quota: number; hours: OpenHours[]; locked: Lock[]; forbidden: string[];
  per_site: number; spacing_m: number | null; school_time: number; every_locality: boolean; seed: number;
};
export type Instead = { site: string; name: Name; band: Band; adds: number };
export type Check = {
  kind: 'check'; number: number; site: string; site_kind: string; name: Name; locality: string | null; start: string; weekday: Weekday; minutes: number;
  band: Band; locked: boolean; likelihood: number; meets: number; adds: number; instead: Instead | null;
  why: {
    n_reports: number; n_incidents: number;
    streets: { name: Name | null; share: number; met: number; per_month: { mean: number; low: number; high: number } }[];
    by_band: { band: Band; demand: number }[];
  };
};
export type Demand = { kind: 'demand'; rank: number; name: Name | null; per_month: { mean: number } };
export type CheckFeature = { type: 'Feature'; id: number; geometry: { type: 'Point'; coordinates: [number, number] }; properties: Check };
export type DemandFeature = { type: 'Feature'; geometry: { type: 'MultiLineString'; coordinates: [number, number][][] }; properties: Demand };
export type Site = { id: string; kind: string; name: Name; at: [number, number]; locality: string | null; forbidden: boolean; live: boolean; visits: number };
export type MonthPlan = {
  month: string;
  features: (CheckFeature | DemandFeature)[];
  sites: Site[];
  summary: {
    n_checks: number; minutes: number; n_live: number; n_live_wanted: number; value: number; share_of_open: number | null; best_value: number; list_value: number;
    left_out: Instead | null; by_locality: { name: string; n: number }[]; n_reports: number; n_incidents: number;
  };
  quality: { gap: number; proven: boolean; expected_share: number; share: number | null; entropy: number };
  warnings: { code: string; sv: string; en: string }[];
  method: { id: string; sv: string; en: string; parameters: Record<string, unknown>; references: string[] };
  parameters: Record<string, unknown>;
  revision: string;
};
export type KeptSite = { id: string; name: string | null; at: [number, number]; state: 'added' | 'forbidden' };
export type Done = { id: string; started_at: string; minutes: number | null; place_name: string | null; counts: Record<string, number> };
export type DoneMonth = {
  month: string; checks: Done[]; n_checks: number; minutes: number; n_sites: number; coverage: number | null; n_marked_reports: number;
  next_month: { n_incidents: number; near: number; near_and_then: number; by_chance: number } | null;
};

export const checksOf = (plan: MonthPlan): CheckFeature[] => plan.features.filter((f): f is CheckFeature => f.properties.kind === 'check');
