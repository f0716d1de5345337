/** The outline of squares that lie side by side. Pure. */
type Point = [number, number];

const key = (a: Point, b: Point): string => (a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? `${a}|${b}` : `${b}|${a}`);

/** The sides that no two rings share, put together to lines where one begins as another ends. */
export function outerEdges(rings: Point[][]): Point[][] {
  const sides = new Map<string, [Point, Point] | null>();
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      sides.set(key(a, b), sides.has(key(a, b)) ? null : [a, b]);
    }
  }
  const left = [...sides.values()].filter((side): side is [Point, Point] => side !== null);
  const lines: Point[][] = [];
  for (let side = left.shift(); side; side = left.shift()) {
    const line: Point[] = [...side];
    for (;;) {
      const next = left.findIndex(([from]) => String(from) === String(line.at(-1)));
      if (next < 0) break;
      line.push(left.splice(next, 1)[0]![1]);
    }
    lines.push(line);
  }
  return lines;
}
