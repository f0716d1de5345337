/** A picture drawn on a canvas: pixels that came with a secret never get an address of their own. */
import { useEffect, useRef } from 'preact/hooks';

export function Picture({ of, label }: { of: HTMLCanvasElement; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const own = canvas.current;
    if (!own) return;
    own.width = of.width;
    own.height = of.height;
    own.getContext('2d')?.drawImage(of, 0, 0);
  }, [of]);
  return <canvas ref={canvas} class="picture" role="img" aria-label={label} />;
}
