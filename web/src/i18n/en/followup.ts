import type { sv } from '../sv/followup.ts';

export const en: typeof sv = {
  title: 'Follow up',
  heading: 'Follow up your report',
  intro: 'Paste your secret link, the one you got when you sent the report.',
  field: 'Secret link',
  show: 'Show the report',
  badLink: 'The link is not recognised. Check that you have the whole link.',
  unknown: 'No report belongs to the link. Check that you have the whole link.',
  reference: 'Reference',
  received: 'Received',
  about: 'About',
  state: 'State',
  states: { received: 'Received', published: 'Counted on the map', withdrawn: 'Taken back' },
  canWithdraw: (when) => `You can take the report back until ${when}.`,
  withdraw: 'Take the report back',
  withdrawn: 'The report is removed. It is not counted and not shown.',
  tooLate: 'Too much time has passed. The report can no longer be taken back.',
  failed: 'That did not work right now. Try again.',
  keep: 'Keep the link. Do not show it to others.',
  map: 'See the map',
  report: 'Report a place',
};
