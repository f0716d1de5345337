import { useCallback, useEffect, useState } from 'preact/hooks';
import { keepPlan, keptPlan, keptPlans, removePlan, type Planner } from './api.ts';
import type { KeptPlan, KeptPlanLine, PlanDraft } from './types.ts';

export type KeptPlans<Q, A> = {
  lines: KeptPlanLine[];
  /** The one that was decided for the period. */
  decided: KeptPlan<Q, A> | null;
  /** As a new plan, or in place of the one that was read. */
  keep: (draft: PlanDraft<Q, A>, old: Pick<KeptPlanLine, 'id' | 'version'> | null) => Promise<KeptPlan<Q, A>>;
  remove: (line: KeptPlanLine) => Promise<void>;
};

/** Plans of a kind that were kept, as they are known here: after every change they are read again, also after a refused one. */
export function useKept<Q, A>(kind: Planner, token: string | null, period: string): KeptPlans<Q, A> {
  const [lines, setLines] = useState<KeptPlanLine[]>([]);
  const [decided, setDecided] = useState<KeptPlan<Q, A> | null>(null);
  const look = useCallback(async (signal?: AbortSignal) => {
    if (token !== null) await keptPlans(kind, token, signal).then(setLines, () => undefined);
  }, [kind, token]);
  useEffect(() => {
    const unwanted = new AbortController();
    void look(unwanted.signal);
    return () => unwanted.abort();
  }, [look]);
  const line = lines.find((own) => own.state === 'decided' && own.period === period);
  useEffect(() => {
    setDecided(null);
    if (!line || token === null) return;
    const unwanted = new AbortController();
    keptPlan<Q, A>(line.id, token, unwanted.signal).then(setDecided, () => undefined);
    return () => unwanted.abort();
  }, [line?.id, line?.version, token]);
  return {
    lines,
    decided,
    keep: (draft, old) => keepPlan(draft, old, token ?? '').finally(look),
    remove: (own) => removePlan(own, token ?? '').finally(look),
  };
}
