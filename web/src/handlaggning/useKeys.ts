import { useLayoutEffect, useRef } from 'preact/hooks';
import { actOf, isWriting, type Act } from './keys.ts';

/** Hears the keys of the desk while it is on the page; what it does not know it leaves to others. */
export function useKeys(on: boolean, acts: Partial<Record<Act, () => void>>): void {
  const latest = useRef(acts);
  latest.current = acts;
  // At once: a key that is pressed as soon as the report is seen must not be lost.
  useLayoutEffect(() => {
    if (!on) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open], [data-unseen]')) return;
      const act = actOf(event, isWriting(event.target));
      const what = act && latest.current[act];
      if (!what) return;
      event.preventDefault();
      what();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on]);
}
