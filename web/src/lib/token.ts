/** The secret token in a pasted link or alone: 43 characters of base64url after the `#`, or nothing. */
export function tokenIn(text: string): string | null {
  const tail = text.trim().split('#').at(-1) ?? '';
  return /^[A-Za-z0-9_-]{43}$/.test(tail) ? tail : null;
}
