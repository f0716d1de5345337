/**
 * SWEREF 99 TM (EPSG:3006) ↔ WGS 84 by Krüger's series (Lantmäteriet's formulas, GRS 80).
 * The difference between SWEREF 99 and WGS 84 (well under a metre) is ignored here.
 */
const A = 6378137;
const F = 1 / 298.257222101;
const K0 = 0.9996;
const LON0 = (15 * Math.PI) / 180;
const FALSE_EASTING = 500000;

const E2 = F * (2 - F);
const N = F / (2 - F);
const AHAT = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const BETA = [
  N / 2 - (2 * N ** 2) / 3 + (5 * N ** 3) / 16 + (41 * N ** 4) / 180,
  (13 * N ** 2) / 48 - (3 * N ** 3) / 5 + (557 * N ** 4) / 1440,
  (61 * N ** 3) / 240 - (103 * N ** 4) / 140,
  (49561 * N ** 4) / 161280,
];
const DELTA = [
  N / 2 - (2 * N ** 2) / 3 + (37 * N ** 3) / 96 - N ** 4 / 360,
  N ** 2 / 48 + N ** 3 / 15 - (437 * N ** 4) / 1440,
  (17 * N ** 3) / 480 - (37 * N ** 4) / 840,
  (4397 * N ** 4) / 161280,
];

export type Sweref = { n: number; e: number };
export type LonLat = { lon: number; lat: number };

export function toSweref({ lon, lat }: LonLat): Sweref {
  const phi = (lat * Math.PI) / 180;
  const dl = (lon * Math.PI) / 180 - LON0;
  const s = Math.sin(phi);
  const ec = Math.sqrt(E2);
  // Conformal latitude, in closed form: exact, where the textbook series is only very good.
  const q = Math.atanh(s) - ec * Math.atanh(ec * s);
  const conformal = Math.asin(Math.tanh(q));
  const xi = Math.atan2(Math.tan(conformal), Math.cos(dl));
  const eta = Math.atanh(Math.cos(conformal) * Math.sin(dl));
  let x = xi;
  let y = eta;
  BETA.forEach((b, i) => {
    const m = 2 * (i + 1);
    x += b * Math.sin(m * xi) * Math.cosh(m * eta);
    y += b * Math.cos(m * xi) * Math.sinh(m * eta);
  });
  return { n: K0 * AHAT * x, e: K0 * AHAT * y + FALSE_EASTING };
}

export function fromSweref({ n, e }: Sweref): LonLat {
  const xi = n / (K0 * AHAT);
  const eta = (e - FALSE_EASTING) / (K0 * AHAT);
  let x = xi;
  let y = eta;
  DELTA.forEach((d, i) => {
    const m = 2 * (i + 1);
    x -= d * Math.sin(m * xi) * Math.cosh(m * eta);
    y -= d * Math.cos(m * xi) * Math.sinh(m * eta);
  });
  const conformal = Math.asin(Math.sin(x) / Math.cosh(y));
  const dl = Math.atan2(Math.sinh(y), Math.cos(x));
  const ec = Math.sqrt(E2);
  const q = Math.asinh(Math.tan(conformal));
  let phi = conformal;
  for (let i = 0; i < 6; i += 1) {
    phi = Math.asin(Math.tanh(q + ec * Math.atanh(ec * Math.sin(phi))));
  }
  return { lon: ((LON0 + dl) * 180) / Math.PI, lat: (phi * 180) / Math.PI };
}
