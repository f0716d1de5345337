/** Where somebody was on their way to, kept in the tab while they are at the provider: no address from outside is ever followed. */
import { ownAddress } from '../lib/accounts.ts';

const WAY = 'tk-till';

export function keepWay(till: string | null): void {
  try {
    if (till === null) sessionStorage.removeItem(WAY);
    else sessionStorage.setItem(WAY, till);
  } catch { /* storage that is shut: they land on their account */ }
}

/** Once. */
export function keptWay(): string | null {
  try {
    const till = sessionStorage.getItem(WAY);
    sessionStorage.removeItem(WAY);
    return ownAddress(till, location.origin);
  } catch {
    return null;
  }
}
