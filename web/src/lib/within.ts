/** Gives up after so long. (AbortSignal.timeout is not in every browser that is still carried about.) */
export function within(ms: number): AbortSignal {
  const ended = new AbortController();
  setTimeout(() => ended.abort(), ms);
  return ended.signal;
}
