/** Lets `node:test` import our TypeScript on Node 20: the types are stripped as files are loaded. */
import { register } from 'node:module';

register('./ts-hook.mjs', import.meta.url);
