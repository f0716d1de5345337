import type { Spots } from '../lib/types.ts';
import { useAnalysis, type Working } from '../lib/useWorking.ts';

export const useSpots = (query: string, token: string | null): Working<Spots> => useAnalysis('hotspots', query, token);
