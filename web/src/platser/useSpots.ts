import type { Spots } from '../lib/types.ts';
import { useAnalysis, type Analysed } from './useAnalysis.ts';

export const useSpots = (query: string, token: string | null): Analysed<Spots> => useAnalysis('hotspots', query, token);
