/** What can be done about a place: the words of the register, built in because a walk has no network. */
import words from '../../../geodata/promises/words.json';

export const remedyKinds: { code: string; sv: string; en: string; mends: string[] }[] = words.remedy_kinds;

/** What is mostly done where people say this. */
export const remedyFor = (cause: string): string | null => {
  const mostly = remedyKinds.find((kind) => kind.mends[0] === cause) ?? remedyKinds.find((kind) => kind.mends.includes(cause));
  return mostly?.code ?? null;
};
