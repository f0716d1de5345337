/** Points on the screen that must not hide one another. Pure. */
type Point = { x: number; y: number };
const ROUNDS = 60;

/** Each as near to where it belongs as the others let it: pairs that are too near are pushed from one another until none is. */
export function apart(points: Point[], room: number): Point[] {
  const at = points.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < ROUNDS; round += 1) {
    let pushed = false;
    for (let i = 1; i < at.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const [a, b] = [at[i]!, at[j]!];
        let [dx, dy] = [a.x - b.x, a.y - b.y];
        // On the very same spot there is no direction: each pair gets its own.
        if (Math.hypot(dx, dy) < 0.01) [dx, dy] = [Math.cos(i + j), Math.sin(i + j)];
        const distance = Math.hypot(dx, dy);
        if (distance >= room) continue;
        const push = (room - distance) / 2 / distance;
        a.x += dx * push;
        a.y += dy * push;
        b.x -= dx * push;
        b.y -= dy * push;
        pushed = true;
      }
    }
    if (!pushed) break;
  }
  return at;
}
