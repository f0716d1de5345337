/** What all pages for staff share. */
export const sv = {
  menu: 'För personal',
  pages: {
    handlaggning: 'Handläggning', platser: 'Platser', prognos: 'Prognos', kontroller: 'Kontroller', vandringar: 'Vandringar', belysning: 'Ljus och sikt', atgarder: 'Åtgärder', bilder: 'Bilder', gallring: 'Gallring', utlamnande: 'Utlämnande',
    konton: 'Konton', logg: 'Logg',
  },
  sessionOver: 'Du är inte inloggad längre.',
  signInAgain: 'Logga in igen',
  adminOnly: 'Sidan är för administratörer.',
  auditorOnly: 'Sidan är för granskare.',
  notYours: 'Din roll öppnar inte den här sidan.',
  notYoursHelp: 'Be kommunens administratör om du behöver den i ditt arbete.',
  staffOnly: 'Sidan är för kommunens personal. Den visar exakta platser.',
  exact: 'Du ser exakta platser. Visa dem inte för andra.',
  staffOn: 'Inloggad som personal',
  account: (name: string) => (name === '' ? 'Inloggad' : `Inloggad: ${name}`),
  logInAccount: 'Logga in med konto',
  logIn: 'Logga in som personal',
  logOut: 'Logga ut',
  logOutFailed: 'Det gick inte att logga ut. Kontrollera uppkopplingen och försök igen.',
  token: 'Eller med installationens åtkomstkod',
  tokenHelp: 'Koden sparas tills du stänger fliken. Dina sökningar loggas.',
  tokenBad: 'Koden gäller inte. Kontrollera den eller be om en ny.',
  tokenFailed: 'Koden kunde inte kontrolleras just nu. Försök igen.',
  tokenUse: 'Logga in',
  cancel: 'Avbryt',
  /** Plans that were kept. */
  kept: {
    title: 'Sparade planer', name: 'Planens namn', draft: 'Spara som utkast', decide: 'Besluta planen', none: 'Inga planer är sparade än.',
    said: { draft: 'Planen är sparad.', decided: 'Planen är beslutad.' }, failed: 'Det gick inte.',
    states: { draft: 'utkast', decided: 'beslutad' }, open: 'Öppna', remove: 'Ta bort', removed: 'Planen är borttagen.',
  },
};
