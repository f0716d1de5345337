import { heat, rates } from '../lib/api.ts';
import type { Shown } from '../lib/types.ts';
import { toServer, type Filter } from './url.ts';

/** What the map shall show, from the address of its kind. */
export const ask = (f: Filter, token: string | null, signal?: AbortSignal): Promise<Shown> =>
  (f.unit === 'rate' ? rates : heat)(toServer(f), token, signal);
