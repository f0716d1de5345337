/** The answer of `/api/v1/plans/lighting`. */
import type { Told } from '../lib/types.ts';

type Both = { sv: string; en: string };
export type Kind = 'light' | 'sight' | 'both';
/** The body that is posted: what is left out is not asked. */
export type Question = {
  kind: Kind; budget?: number; spacing_m?: number; lamps_complete?: boolean; locked: string[]; forbidden: string[]; from?: string;
};
export type Fewer = { pessimistic: number; central: number };
export type Measure = Both & { kind: string; quantity: number; helps_m: number; cost: number | null; benefit: number; chosen: boolean; fewer_per_year: Fewer | null };
export type NearLamp = { id: string | null; at: [number, number]; state: string; distance_m: number };
export type Light = Both & {
  state: 'dark' | 'partly_dark' | 'lit' | 'said_lit' | 'unknown'; dark_m: number; unknown_m: number; said_lit_m: number; lit_m: number;
  n_lamps: number; n_out: number; nearest_lamps: NearLamp[];
};
export type Stretch = {
  id: string; problem: 'light' | 'sight'; rank: number; cost_rank: number | null; name: Both; at: [number, number]; length_m: number;
  keeper: string | null; underpass: boolean;
  told: { n_reports: number; n_light: number; n_outage: number; per_year: { mean: number; low: number; high: number } };
  walkers: { residents: number | null; destinations: number | null; made_for_walking: boolean; factor: number };
  light: Light | null; pieces: [number, number][][]; score: number; reasons: (Both & { code: string })[]; measures: Measure[];
  cost: number | null; benefit: number; chosen: boolean; locked: boolean; forbidden: boolean;
};
export type StretchFeature = { id: string; geometry: { type: 'MultiLineString'; coordinates: [number, number][][] }; properties: Stretch };
export type Prices = { lamp_repair: number | null; new_lamp: number | null; trim_per_m: number | null };
export type KeptPrices = Prices & { changed_at: string | null };
export type LightingPlan = Told & {
  features: StretchFeature[];
  summary: {
    n_light: number; n_sight: number; n_more_light: number; n_more_sight: number; n_told_light: number; n_told_sight: number; n_stretches: number;
    n_lamps: number; from: string; to: string; unit_prices: Prices;
    chosen: { budget: number; cost: number; n_stretches: number; fewer_per_year: Fewer } | null;
    effect: Both & { central: number; pessimistic: number; source: string };
  };
  quality: { proven: boolean; gap: number } | null;
};
