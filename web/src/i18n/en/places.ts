import type { sv } from '../sv/places.ts';

export const en: typeof sv = {
  helpList: 'Choose in the list or write to search. Write a crossing as Storgatan/Esplanaden.',
  help: 'A street, a crossing (Storgatan/Esplanaden), a known place or coordinates.',
  found: (n) => (n === 0 ? 'No place found.' : n === 1 ? '1 place in the list.' : `${n} places in the list.`),
  nothing: 'No place found. Try a part of the name, or give the place in another way.',
  failed: 'The places could not be fetched right now. Give the place in another way or try again.',
  usePosition: 'Use the position',
  around: 'What you wrote is a position. Use it, or choose a place near it.',
  noNumbers: 'House numbers are not known: the street is shown instead.',
  away: (m) => (m < 1000 ? `${m} m away` : `${Math.round(m / 100) / 10} km away`),
};
