/** What is asked of the back-test: as of the places that stand out, but that nothing is compared with anything. Pure. */
import { fromQuery as spotsFrom, toQuery, type SpotFilter } from '../platser/url.ts';

export { toQuery };

export function fromQuery(query: string): SpotFilter {
  const q = new URLSearchParams(query);
  q.delete('exposure');
  return spotsFrom(q.toString());
}
