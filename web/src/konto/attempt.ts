import { signIn, type Who } from '../lib/accounts.ts';
import { ApiError } from '../lib/api.ts';
import { solveBeside } from '../lib/proofBeside.ts';

/** Where somebody has tried too much, the server asks for a sum first (428): it is done, and the attempt sent again with it. */
export async function attempt(login: string, password: string, code: string, working: () => void): Promise<Who> {
  try {
    return await signIn(login, password, code);
  } catch (error) {
    const challenge = error instanceof ApiError && error.status === 428 ? error.problem?.challenge : undefined;
    if (!challenge) throw error;
    working();
    return signIn(login, password, code, await solveBeside(challenge));
  }
}
