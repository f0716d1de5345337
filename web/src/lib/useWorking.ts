import { useCallback, useEffect, useState } from 'preact/hooks';
import { analysis, plan, stopAnalysis, type Analysis, type Planner, type Worked } from './api.ts';

export type Working<T> = {
  data: T | null;
  error: Error | null;
  /** 0 to 1 while it is being worked out. */
  progress: number | null;
  loading: boolean;
  stopped: boolean;
  stop: () => void;
  again: () => void;
};

type State<T> = Pick<Working<T>, 'data' | 'error' | 'progress' | 'loading' | 'stopped'>;
const NOTHING: State<never> = { data: null, error: null, progress: null, loading: false, stopped: false };

const pause = (seconds: number, signal: AbortSignal) => new Promise<void>((resolve, reject) => {
  const timer = setTimeout(resolve, seconds * 1000);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    reject(new DOMException('not wanted any more', 'AbortError'));
  }, { once: true });
});

/** Asks until it is ready. Who leaves only stops asking, since a colleague may wait for the same; the server forgets what
 * nobody asks for. The button stops it for everybody. Nothing is asked while `question` is null. */
function useWorking<T>(question: string | null, token: string | null, ask: (question: string, token: string, signal: AbortSignal) => Promise<Worked<T>>): Working<T> {
  const [state, setState] = useState<State<T>>(NOTHING);
  const [round, setRound] = useState(0);
  const [halt, setHalt] = useState<{ stop: () => void }>({ stop: () => undefined });

  useEffect(() => {
    if (token === null || question === null) {
      setState(NOTHING);
      return;
    }
    const unwanted = new AbortController();
    let running: string | null = null;
    const stopIt = () => {
      unwanted.abort();
      if (running !== null) stopAnalysis(running, token).catch(() => undefined);
      running = null;
    };
    const untilReady = async () => {
      for (;;) {
        const answer = await ask(question, token, unwanted.signal);
        if ('ready' in answer) {
          running = null;
          setState({ ...NOTHING, data: answer.ready });
          return;
        }
        running = answer.working.analysis;
        setState((old) => ({ ...old, progress: answer.working.progress }));
        await pause(answer.wait_s, unwanted.signal);
      }
    };
    setState((old) => ({ ...old, error: null, stopped: false, progress: null, loading: true }));
    setHalt({ stop: () => {
      stopIt();
      setState((old) => ({ ...old, loading: false, progress: null, stopped: true }));
    } });
    untilReady().catch((error: Error) => {
      if (error.name !== 'AbortError') setState((old) => ({ ...old, loading: false, progress: null, error }));
    });
    return () => unwanted.abort();
  }, [question, token, round]);

  return { ...state, stop: halt.stop, again: useCallback(() => setRound((r) => r + 1), []) };
}

/** A method of `/api/v1`, asked with a query. */
export const useAnalysis = <T>(method: Analysis, query: string, token: string | null): Working<T> =>
  useWorking(`${method}${query}`, token, (_, key, signal) => analysis<T>(method, query, key, signal));

/** A planner's answer to a body; the same body is the same question. While `body` is null nothing is asked. */
export const usePlan = <T>(planner: Planner, body: object | null, token: string | null): Working<T> =>
  useWorking(body && JSON.stringify(body), token, (question, key, signal) => plan<T>(planner, question, key, signal));
