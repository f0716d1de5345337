import { useCallback, useEffect, useState } from 'preact/hooks';
import { staying } from '../lib/municipality.ts';
import { fromQuery, toQuery, type Filter } from './url.ts';

/** The selection lives in the address: Back undoes a filter, a copied link opens the same view. */
export function useFilter(): [Filter, (next: Filter) => void] {
  const [filter, setFilter] = useState(() => fromQuery(location.search));
  useEffect(() => {
    const back = () => setFilter(fromQuery(location.search));
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  const change = useCallback((next: Filter) => {
    const query = staying(toQuery(next));
    if (query !== location.search) history.pushState(null, '', location.pathname + query + location.hash);
    setFilter(next);
  }, []);
  return [filter, change];
}
