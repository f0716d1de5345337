import type { Account, Who } from '../lib/accounts.ts';
import type { Town } from '../lib/types.ts';

/** Where roles and keys can be given: everywhere for whoever administers everywhere, then here, then in each municipality. */
export function placesOf(town: Pick<Town, 'municipality'>, who: Who | null, accounts: Account[]): (string | null)[] {
  const mine = who?.rights.filter((own) => own.rights.includes('administer')).map((own) => own.municipality) ?? [];
  const all = mine.includes(null);
  const here = town.municipality.code;
  const given = accounts.flatMap((account) => account.roles.map((own) => own.municipality));
  const single = [here, ...mine, ...(who?.municipalities ?? []).map((one) => one.code), ...given].filter((code): code is string => code !== null).filter((code) => all || mine.includes(code));
  return [...(all ? [null] : []), ...new Set(single)];
}
