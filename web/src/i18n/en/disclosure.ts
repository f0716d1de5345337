import type { sv } from '../sv/disclosure.ts';

export const en: typeof sv = {
  title: 'Disclosure',
  lead: 'Requests to see public records: find the reports, mask what must not be handed out, hand out the rest. While a request is open nothing is erased.',
  open: {
    title: 'Open a request', diary: 'Diary number', wanted: 'What is asked for', wantedHelp: 'Write what, never who asks: whoever asks for a public record may be anonymous.',
    day: 'When it was asked', send: 'Open the request',
  },
  list: { title: 'Requests', none: 'No request yet.', asked: (day: string) => `Asked ${day}`, exports: (n: number) => (n === 1 ? '1 file handed out' : `${n} files handed out`), back: 'All requests' },
  states: { open: 'Open', handed_out: 'Handed out', refused: 'Refused', closed: 'Closed' },
  steps: 'Steps', step: { find: 'Find', look: (done: number, all: number) => `Look (${done} of ${all})`, hand: 'Hand out' },
  search: {
    title: 'Which reports is it about?', from: 'Told from', to: 'Told to', kinds: 'Categories', kindsHelp: 'None chosen: all.', words: 'Words in the text', wordsHelp: 'The words you search for are not logged.',
    references: 'References', referencesHelp: 'One or more, with spaces.', locality: 'Locality', lat: 'Latitude', lon: 'Longitude', radius: 'Within metres', circle: 'Around a place (optional)',
    states: 'State', state: { received: 'Counts', rejected: 'Rejected', withdrawn: 'Taken back' }, send: 'Search',
    found: (n: number, shown: number) => (n === 0 ? 'No report fits.' : n === shown ? `${n === 1 ? '1 report' : `${n} reports`}.` : `${n} reports. The first ${shown} are shown.`),
    more: 'Show more', all: 'Choose all that are shown', add: (n: number) => (n === 1 ? 'Take 1 report' : `Take ${n} reports`), has: 'Taken',
    noWords: 'No words', result: 'Found', circleHalf: 'Fill in latitude, longitude and metres, or none of them.',
  },
  mask: {
    none: 'No reports are taken yet. Search first.', list: 'Reports of the request', next: 'Next', previous: 'Previous', nth: (n: number, all: number) => `Report ${n} of ${all}`,
    proposal: 'Proposal', looked: 'Looked at', stale: 'Changed: look again', notice: 'The masks are a proposal until you have read the report and ticked it off.', staleNotice: 'The report was changed after somebody looked. The words are proposed anew.',
    words: 'The words', wordsHelp: 'Click words, or walk with the arrows and press space. Shift and arrow mark several. What is marked becomes a black block in the file; the report is not changed.', noWords: 'The report has no words.',
    allWords: 'Mask all words', freeWords: 'Show all words', fields: 'Other details', place: 'Place', time: 'Time', photos: 'Photos', severity: 'How serious', causes: 'Causes',
    places: { exact: 'Exact', square: 'Square of 250 metres', locality: 'The locality', withheld: 'Not shown' }, times: { exact: 'Exact', day: 'The day', month: 'The month' }, wholes: { shown: 'Shown', withheld: 'Not shown' },
    law: 'Law', lawOf: (what: string) => `Law for ${what}`, lawHelp: 'The laws in the list are suggestions, not advice. The municipality’s jurist decides.', lawMissing: 'Write the law for every mask.',
    nPhotos: (n: number) => (n === 0 ? 'The report has no photos that may be shown.' : n === 1 ? '1 photo that the link shows already.' : `${n} photos that the link shows already.`),
    done: 'Looked at, next', keep: 'Save without ticking off', drop: 'Take out of the request', saved: 'Saved.', allDone: 'Every report has been looked at.', other: 'Somebody else changed it first. The report is shown as it is now.',
    keys: 'Keys: J next, K previous, G looked at, M mask all words.', keysOn: 'Single letters are commands',
  },
  hand: {
    preview: 'The file', previewHelp: 'Exactly what is handed out. The numbers of the reports do not go along.', forms: { html: 'Page (HTML)', csv: 'Table (CSV)', json: 'For programs (JSON)' }, form: 'Form',
    export: 'Export', wait: (n: number) => (n === 1 ? '1 report has not been looked at. It cannot be exported before that.' : `${n} reports have not been looked at. They cannot be exported before that.`),
    done: (name: string) => `The file ${name} is saved with you and noted below.`, log: 'Files handed out', none: 'Nothing has been handed out yet.',
    made: (when: string, who: string) => `${when}, by ${who}`, n: (n: number) => (n === 1 ? '1 report' : `${n} reports`), noMasks: 'nothing masked',
    state: 'What became of the request?', give: 'Handed out', refuse: 'Refuse', reopen: 'Open again', close: 'Close …', sure: 'Close the request?', sureHelp: 'It cannot be opened again. What was held may be erased. Wait until the time to appeal has passed.', closeNow: 'Close', cancel: 'Cancel',
  },
};
