import { ApiError } from '../lib/api.ts';
import { solveBeside } from '../lib/proofBeside.ts';

/** Where somebody has tried too much, the server asks for a sum first (428): it is done, and the attempt sent again with it. */
export async function attempt<T>(send: (proof: string | null) => Promise<T>, working: () => void): Promise<T> {
  try {
    return await send(null);
  } catch (error) {
    const challenge = error instanceof ApiError && error.status === 428 ? error.problem?.challenge : undefined;
    if (!challenge) throw error;
    working();
    return send(await solveBeside(challenge));
  }
}
