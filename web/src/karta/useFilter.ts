import { useCallback, useEffect, useState } from 'preact/hooks';
import { staying } from '../lib/municipality.ts';
import { fromQuery, toQuery, type Filter } from './url.ts';

/** The selection lives in the address: Back undoes a filter, a copied link opens the same view. */
export function useAddress<F>(from: (query: string) => F, to: (filter: F) => string): [F, (next: F) => void] {
  const [filter, setFilter] = useState(() => from(location.search));
  useEffect(() => {
    const back = () => setFilter(from(location.search));
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  const change = useCallback((next: F) => {
    const query = staying(to(next));
    if (query !== location.search) history.pushState(null, '', location.pathname + query + location.hash);
    setFilter(next);
  }, []);
  return [filter, change];
}

export const useFilter = (): [Filter, (next: Filter) => void] => useAddress(fromQuery, toQuery);
