import type { sv } from '../sv/common.ts';

export const en: typeof sv = {
  name: 'Trygghetskartan',
  loading: 'Loading …',
  retry: 'Try again',
  theMunicipality: 'the municipality',
  loadFailed: 'The page could not fetch data from the server.',
  loadFailedHelp: 'Check your connection and try again. In danger: call 112.',
  notAnswered: 'The server did not answer. It may have been saved all the same: look before you do it again.',
  newVersion: 'There is a new version of this page.',
  reload: 'Reload',
  offline: 'You have no connection right now. You can still write a report: it is sent when the network is back.',
  copied: 'The link is copied.',
  copyFailed: 'The link could not be copied. Select it and copy it yourself.',
  weekdays: { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday' },
  weekdaysShort: { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' },
};
