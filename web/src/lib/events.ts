/**
 * Server-sent events over `fetch`: `EventSource` cannot carry the header that says who listens. `Reader` is pure, the rest
 * needs a network.
 */
export type ServerEvent = { event: string; data: string };

/** Bytes come as they please; an event is whole at its blank line. */
export class Reader {
  #rest = '';
  #event = '';
  #data: string[] = [];

  read(piece: string): ServerEvent[] {
    const found: ServerEvent[] = [];
    // A CR at the very end may be half of a CRLF: it waits for what comes.
    const text = this.#rest + piece;
    const usable = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = usable.split(/\r\n|\r|\n/);
    this.#rest = (lines.pop() ?? '') + text.slice(usable.length);
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) found.push({ event: this.#event || 'message', data: this.#data.join('\n') });
        this.#event = '';
        this.#data = [];
        continue;
      }
      const at = line.indexOf(':');
      const field = at < 0 ? line : line.slice(0, at);
      const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
      if (field === 'event') this.#event = value;
      if (field === 'data') this.#data.push(value);
    }
    return found;
  }
}

/** One second, two, four … half a minute at most. */
export const wait_s = (failures: number): number => Math.min(30, 2 ** Math.max(0, failures - 1));

type Listening = {
  heard: (event: ServerEvent) => void; refused: (status: number) => void;
  /** Where to ask for what is now, every half minute, when no more may listen. */
  once: string;
};

const ASK_EVERY_S = 30;

/** Listens until it is told to stop; silent while the tab is hidden, and tries again when the line is cut. */
export function listen(address: string, init: RequestInit, { heard, refused, once }: Listening): () => void {
  let line: AbortController | null = null;
  let timer = 0;
  let failures = 0;
  let over = false;
  const begin = async () => {
    const own = new AbortController();
    line = own;
    try {
      const asked = { ...init, cache: 'no-store', signal: own.signal } as const;
      let answer = await fetch(address, asked);
      const full = answer.status === 429 || answer.status === 503;
      if (full) answer = await fetch(once, asked);
      if (answer.status === 401 || answer.status === 403) {
        over = true;
        refused(answer.status);
        return;
      }
      if (!answer.ok || !answer.body) throw new Error(`HTTP ${answer.status}`);
      const reader = new Reader();
      const words = new TextDecoder();
      const bytes = answer.body.getReader();
      for (let part = await bytes.read(); !part.done; part = await bytes.read()) {
        failures = 0;
        for (const event of reader.read(words.decode(part.value, { stream: true }))) heard(event);
      }
      if (full && !own.signal.aborted) {
        timer = window.setTimeout(begin, ASK_EVERY_S * 1000);
        return;
      }
    } catch { /* cut off: again below, unless we did it ourselves */ }
    if (over || own.signal.aborted) return;
    failures += 1;
    timer = window.setTimeout(begin, wait_s(failures) * 1000);
  };
  const end = () => {
    clearTimeout(timer);
    line?.abort();
  };
  const look = () => {
    end();
    failures = 0;
    if (!over && document.visibilityState === 'visible') void begin();
  };
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', look);
    end();
  };
}
