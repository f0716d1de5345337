/** Which municipality a page is about when the installation has several: `?municipality=CODE` in the address. */
const CODE = /^[A-Za-z0-9_-]{1,40}$/;

export function municipality(search: string = globalThis.location?.search ?? ''): string | null {
  const code = new URLSearchParams(search).get('municipality') ?? '';
  return CODE.test(code) ? code : null;
}

/** An address of ours (path, query and fragment, or a query alone) that stays with the municipality. */
export function staying(address: string, code: string | null = municipality()): string {
  if (code === null) return address;
  const [rest = '', fragment] = address.split('#');
  const query = `${rest}${rest.includes('?') ? '&' : '?'}municipality=${code}`;
  return fragment === undefined ? query : `${query}#${fragment}`;
}
