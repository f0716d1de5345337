import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** A save that takes longer is spoken of. */
const SLOW_MS = 400;

export type Alone = (save: () => Promise<void>) => Promise<void>;

/**
 * One thing is saved at a time, and nothing else is done meanwhile: the answer moves the page on, and what had been begun
 * would be lost or, letter by letter, mean something else there. `saving`: what has to be still; `slow`: to be said.
 */
export function useAlone(): { alone: Alone; saving: boolean; slow: boolean } {
  const busy = useRef(false);
  const [saving, setSaving] = useState(false);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!saving) return undefined;
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [saving]);
  const alone = useCallback(async (save: () => Promise<void>) => {
    if (busy.current) return;
    const from = document.activeElement;
    busy.current = true;
    setSaving(true);
    try {
      await save();
    } finally {
      busy.current = false;
      setSaving(false);
      // What was still could not keep the focus: where nothing else took it, it goes back.
      requestAnimationFrame(() => setTimeout(() => {
        if (document.activeElement === document.body && from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
      }));
    }
  }, []);
  return { alone, saving, slow };
}
