import type { sv } from '../sv/retention.ts';

const months = (n: number) => (n === 1 ? 'one month' : `${n} months`);
const many = (n: number, one: string, more: string) => (n === 1 ? `1 ${one}` : `${n} ${more}`);
const things = (takes: string, n: number) => (takes === 'photos' ? `the photos of ${many(n, 'report', 'reports')}` : takes === 'words' ? `the words of ${many(n, 'report or observation', 'reports and observations')}` : many(n, 'whole report', 'whole reports'));

export const en: typeof sv = {
  title: 'Retention',
  lead: 'What is erased, on the ground of which decision, and what must not be erased now.',
  cancel: 'Cancel',
  takes: { words: 'The words of reports and from walks', photos: 'The photos', reports: 'The whole report' },
  takesHelp: {
    words: 'The report counts as before.',
    photos: 'The report counts as before.',
    reports: 'Its number stays, with the month and the group of category. Squares that are published never change.',
  },
  since: { told: 'after it was told', decided: 'after the decision at the desk' },
  after: (n, since) => `${months(n)} ${since}`,
  only: (category) => `Only ${category.toLowerCase()}.`,

  rules: 'Rules',
  rulesHelp: 'Nothing is erased without a rule, and no rule holds without a decision. A rule erases nothing by itself: it is tried and run here, or by the municipality’s IT.',
  noRules: 'There is no rule yet.',
  decision: (name, on) => `Decision ${name}, ${on}.`,
  begins: (on) => `Holds from ${on}.`,
  ended: (on, by) => `Ended ${on} by ${by}.`,
  make: 'Enter a rule',
  form: {
    title: 'A new rule', decision: 'Name of the decision', decisionHelp: 'Diary number and paragraph, for example KS 2026/45 § 12. No personal data.', decidedOn: 'Decided on', takes: 'What is erased', months: 'After so many months', since: 'Counted from',
    sinceWords: { told: 'the day it was told', decided: 'the day it was decided at the desk' }, category: 'Category', all: 'all', beginsOn: 'Holds from', beginsHelp: 'Empty: from today.', save: 'Enter the rule',
  },
  made: 'The rule is entered. Nothing is erased.',
  end: 'End',
  sureEnd: (name) => `End the rule of ${name}? It erases nothing more.`,
  yesEnd: 'End the rule',
  endedSaid: 'The rule has ended.',

  dryRun: 'Try',
  dry: {
    title: 'Dry run', none: 'The rule takes nothing today.', notNow: 'The rule does not hold today.',
    takes: (takes, n) => `The rule takes ${things(takes, n)}.`,
    photos: (n) => `${many(n, 'photo is', 'photos are')} erased.`,
    seen: (n) => `${many(n, 'observation', 'observations')} from walks among them.`,
    held: (n) => `${n} left, because of a hold.`,
    span: (first, last) => (first === last ? `From ${first}.` : `From ${first} to ${last}.`),
    numbers: 'Numbers of the reports', more: (n) => `and ${n} more`, digest: 'Checksum (SHA-256)',
  },
  run: 'Erase',
  sureRun: (takes, n, decision) => `Erase ${things(takes, n)} on the ground of decision ${decision}? It cannot be undone. Backups that exist keep it until they are thrown away.`,
  yesRun: (n) => `Erase ${n}`,
  ran: (n, left) => `${n} erased. The protocol stands below.${left > 0 ? ` ${left} are left: try and run again.` : ''}`,
  ranNothing: 'There was nothing to erase.',

  holds: 'Holds',
  holdsHelp: 'While somebody has asked to see records, they must not be erased: not by a rule, not at the desk, not by whoever told. End the hold when the request has been answered.',
  noHolds: 'There is no hold.',
  open: 'Open a hold',
  holdForm: { title: 'A new hold', reference: 'Diary number of the request', referenceHelp: 'No personal data.', covers: 'What it covers', everything: 'everything the municipality has here', reports: 'some reports', numbers: 'Numbers of the reports', numbersHelp: 'With spaces or commas between.', save: 'Open the hold' },
  opened: 'The hold is open.',
  everything: 'Everything.',
  covers: (n) => (n === 1 ? '1 report' : `${n} reports`),
  openedBy: (on, by) => `Opened ${on} by ${by}.`,
  endedHold: (on, by) => `Ended ${on} by ${by}.`,
  endHold: 'End',
  sureHold: (name) => `End the hold of ${name}? What was taken back or refused meanwhile is erased then.`,
  yesHold: 'End the hold',
  holdOver: 'The hold has ended.',
  oldHolds: (n) => `Holds that have ended (${n})`,

  protocols: 'Protocols',
  noProtocols: 'Nothing has been erased.',
  backups: 'Backups made before keep what was erased until they are thrown away. Whoever restores an older one gets it back, and protocols younger than the backup are then missing: try the rules and run them again.',
  protocol: (on) => `Protocol of erasing, ${on}`,
  print: 'Print the protocol',
  col: {
    municipality: 'Municipality', decision: 'Decision', what: 'What was erased', by: 'Done by', time: 'Time', n: 'Number', photos: 'Photos', seen: 'Of these, observations from walks', held: 'Left because of a hold', before: 'Told (decided) before', run: 'Id of the run',
  },
  parts: 'Parts, each erased and written down at once',
  part: (at, n, numbers) => `${at}: ${n}${numbers === null ? '' : `, numbers ${numbers}`}. SHA-256:`,
  decidedOn: (name, on) => `${name}, ${on}`,
  broken: (n, of) => `${n} of ${of}: the run broke off, or a hold was opened meanwhile. The next run takes the rest.`,
  digestHelp: 'The checksum is of the numbers in ascending order, one on each line.',
};
