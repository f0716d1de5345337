/**
 * Proof of work: a number whose SHA-256, written after the server's salt, begins with so many zero bits. Asked for only when
 * many reports come. Salt and number fit in one block of SHA-256, so each try is one round of it, about a microsecond.
 */
export type Challenge = { salt: string; bits: number; expires: number; signature: string };

const K = new Uint32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19] as const;

const words = new Uint32Array(64);

/** The first two words of the SHA-256 of up to 55 ASCII characters: more zero bits than these hold are never asked for. */
export function beginning(text: string): [number, number] {
  words.fill(0, 0, 16);
  for (let i = 0; i < text.length; i += 1) words[i >> 2] = (words[i >> 2] as number) | (text.charCodeAt(i) << (24 - 8 * (i & 3)));
  words[text.length >> 2] = (words[text.length >> 2] as number) | (0x80 << (24 - 8 * (text.length & 3)));
  words[15] = text.length * 8;
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15] as number;
    const y = words[i - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = ((words[i - 16] as number) + s0 + (words[i - 7] as number) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = START as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (words[i] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  return [(a + START[0]) >>> 0, (b + START[1]) >>> 0];
}

const zeroBits = ([first, second]: [number, number]): number => (first === 0 ? 32 + Math.clz32(second) : Math.clz32(first));

/** The first number from `from` that is an answer, among so many; `null` when there is none. */
export function search({ salt, bits }: Challenge, from: number, tries: number): number | null {
  for (let n = from; n < from + tries; n += 1) if (zeroBits(beginning(salt + n)) >= bits) return n;
  return null;
}

/** What is sent as `Proof-Of-Work`. */
export const header = ({ salt, bits, expires, signature }: Challenge, answer: number): string => `${salt}.${bits}.${expires}.${signature}.${answer}`;

const AT_ONCE = 5_000;

/** Looks in small pieces, so that whatever else this thread does goes on meanwhile. */
export async function solve(challenge: Challenge): Promise<string> {
  for (let from = 0; ; from += AT_ONCE) {
    const found = search(challenge, from, AT_ONCE);
    if (found !== null) return header(challenge, found);
    await new Promise((next) => { setTimeout(next, 0); });
  }
}
