import type { sv } from '../sv/work.ts';

export const en: typeof sv = {
  menu: 'For staff',
  pages: {
    handlaggning: 'The desk', platser: 'Places', prognos: 'Forecast', kontroller: 'Checks', vandringar: 'Walks', belysning: 'Light and sight', atgarder: 'Remedies', bilder: 'Photos', gallring: 'Retention', utlamnande: 'Disclosure',
    konton: 'Accounts', logg: 'Log',
  },
  sessionOver: 'You are no longer signed in.',
  signInAgain: 'Sign in again',
  adminOnly: 'This page is for administrators.',
  auditorOnly: 'The page is for auditors.',
  notYours: 'Your role does not open this page.',
  notYoursHelp: 'Ask the municipality’s administrator if you need it in your work.',
  staffOnly: 'This page is for municipal staff. It shows exact places.',
  exact: 'You see exact places. Do not show them to others.',
  staffOn: 'Logged in as staff',
  account: (name: string) => (name === '' ? 'Signed in' : `Signed in: ${name}`),
  logInAccount: 'Log in with an account',
  logIn: 'Log in as staff',
  logOut: 'Log out',
  logOutFailed: 'You could not be logged out. Check the connection and try again.',
  token: 'Or with the installation’s access code',
  tokenHelp: 'The code is kept until you close the tab. Your searches are logged.',
  tokenBad: 'The code is not valid. Check it or ask for a new one.',
  tokenFailed: 'The code could not be checked right now. Try again.',
  tokenUse: 'Log in',
  cancel: 'Cancel',
  kept: {
    title: 'Plans that were kept', name: 'Name of the plan', draft: 'Keep as a draft', decide: 'Decide the plan', none: 'No plan has been kept yet.',
    said: { draft: 'The plan is kept.', decided: 'The plan is decided.' }, failed: 'That did not work.',
    states: { draft: 'draft', decided: 'decided' }, open: 'Open', remove: 'Remove', removed: 'The plan is removed.',
  },
};
