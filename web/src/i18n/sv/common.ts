export const sv = {
  name: 'Trygghetskartan',
  loading: 'Hämtar …',
  retry: 'Försök igen',
  loadFailed: 'Sidan kunde inte hämta uppgifter från servern.',
  loadFailedHelp: 'Kontrollera din uppkoppling och försök igen. Vid fara: ring 112.',
  newVersion: 'En ny version av sidan finns.',
  reload: 'Ladda om',
  offline: 'Du har ingen uppkoppling just nu. Du kan ändå skriva en rapport: den skickas när nätet är tillbaka.',
  copied: 'Länken är kopierad.',
  copyFailed: 'Länken kunde inte kopieras. Markera den och kopiera själv.',
  weekdays: { mon: 'måndag', tue: 'tisdag', wed: 'onsdag', thu: 'torsdag', fri: 'fredag', sat: 'lördag', sun: 'söndag' },
  weekdaysShort: { mon: 'mån', tue: 'tis', wed: 'ons', thu: 'tor', fri: 'fre', sat: 'lör', sun: 'sön' },
};
