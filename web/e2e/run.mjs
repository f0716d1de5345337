/**
 * Runs the browser tests, two files at a time; a file that fails is run once more by itself. A real fault fails twice; what
 * fails only beside other work is printed at the end, to be looked at: it races with the page or with its own server.
 */
import { readdirSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const HERE = new URL('.', import.meta.url).pathname;
const wanted = process.argv.slice(2);
const all = readdirSync(HERE).filter((name) => name.endsWith('.test.mjs')).toSorted();
const files = (wanted.length > 0 ? all.filter((name) => wanted.some((part) => name.includes(part))) : all).map((name) => HERE + name);

/** What failed, by file. */
async function failures(paths, concurrency) {
  const failed = new Map();
  const stream = run({ files: paths, concurrency });
  stream.on('test:fail', ({ file, name }) => {
    // The file itself fails with each of its tests.
    const tests = failed.get(file) ?? [];
    failed.set(file, name === file || name.endsWith('.mjs') ? tests : [...tests, name]);
  });
  const written = stream.compose(spec);
  written.pipe(process.stdout, { end: false });
  await new Promise((done, broken) => written.on('end', done).on('error', broken));
  return failed;
}

const first = await failures(files, 2);
if (first.size > 0) {
  console.log(`\n${first.size} of ${files.length} files failed and are run once more, each by itself.\n`);
  const again = await failures([...first.keys()], 1);
  for (const [file, tests] of first) {
    const outcome = again.has(file) ? 'failed twice' : 'FAILED FIRST AND PASSED BY ITSELF: look at it';
    console.log(`${outcome}: ${file.slice(HERE.length)}: ${tests.join('; ')}`);
  }
  process.exitCode = again.size > 0 ? 1 : 0;
}
