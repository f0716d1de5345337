#!/usr/bin/env node
/**
 * What the program is made of, as CycloneDX 1.6: the crates linked into it and the packages of the web it carries inside,
 * each with version, licence, checksum and what it needs. Nothing is asked of the network, and the same lock files give
 * the same bytes. Writes the file named as its argument.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (program, ...words) => execFileSync(program, words, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
const read = (path) => readFileSync(join(root, path), 'utf8');
const byName = (a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1);
const licences = (words) => (words ? [{ expression: words.replaceAll('/', ' OR ') }] : []);

function crates() {
  const host = /^host: (.*)$/m.exec(run('rustc', '-vV'))[1];
  const metadata = JSON.parse(run('cargo', 'metadata', '--locked', '--offline', '--format-version', '1', '--filter-platform', host));
  // The tree knows which features are on; the metadata hold everything the lock file does.
  const tree = run('cargo', 'tree', '--locked', '--offline', '--edges', 'normal', '--prefix', 'none', '--no-dedupe', '--format', '{p}');
  const linked = new Set(tree.split('\n').filter(Boolean).map((line) => line.split(' ').slice(0, 2).join(' ')));
  const packages = new Map(metadata.packages.filter((p) => linked.has(`${p.name} v${p.version}`)).map((p) => [p.id, p]));
  const sums = new Map([...read('Cargo.lock').matchAll(/name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "(.+)"/g)]
    .map(([, name, version, sum]) => [`${name}@${version}`, sum]));
  const ref = (p) => `pkg:cargo/${p.name}@${p.version}`;
  const needs = metadata.resolve.nodes.filter((node) => packages.has(node.id)).map((node) => ({
    ref: ref(packages.get(node.id)),
    dependsOn: node.deps.filter((d) => packages.has(d.pkg) && d.dep_kinds.some((k) => k.kind === null))
      .map((d) => ref(packages.get(d.pkg))).toSorted(),
  }));
  const ours = packages.get(metadata.resolve.root);
  const components = [...packages.values()].filter((p) => p !== ours).map((p) => ({
    type: 'library', 'bom-ref': ref(p), name: p.name, version: p.version, purl: ref(p),
    hashes: [{ alg: 'SHA-256', content: sums.get(`${p.name}@${p.version}`) }],
    licenses: licences(p.license),
  }));
  return { ours: { ref: ref(ours), name: ours.name, version: ours.version, licence: ours.license }, components, needs };
}

function npm() {
  const { packages } = JSON.parse(read('web/package-lock.json'));
  const kept = Object.entries(packages).filter(([path, p]) => path !== '' && !p.dev);
  const name = (path) => path.split('node_modules/').at(-1);
  const ref = (path) => `pkg:npm/${name(path).replace('@', '%40')}@${packages[path].version}`;
  /** Node looks in the package's own folder first and then outwards. */
  const found = (from, wanted) => {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
      const path = `${at === '' ? '' : `${at}/`}node_modules/${wanted}`;
      if (packages[path]) return ref(path);
      if (at === '') return undefined;
    }
  };
  const needed = (path) => Object.keys(packages[path].dependencies ?? {}).map((wanted) => found(path, wanted)).filter(Boolean).toSorted();
  const components = kept.map(([path, p]) => ({
    type: 'library', 'bom-ref': ref(path), name: name(path), version: p.version, purl: ref(path),
    hashes: [{ alg: 'SHA-512', content: Buffer.from(p.integrity.replace(/^sha512-/, ''), 'base64').toString('hex') }],
    licenses: licences(p.license),
  }));
  return { components, needs: kept.map(([path]) => ({ ref: ref(path), dependsOn: needed(path) })), top: needed('') };
}

const rust = crates();
const web = npm();
const { ours } = rust;
const needs = rust.needs.map((one) => (one.ref === ours.ref ? { ...one, dependsOn: [...one.dependsOn, ...web.top].toSorted() } : one));
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: {
    component: {
      type: 'application', 'bom-ref': ours.ref, name: ours.name, version: ours.version, licenses: licences(ours.licence),
      description: 'Crates linked into the program (features as built) and packages of the web inside it; build and test tools are left out',
    },
  },
  components: [...rust.components, ...web.components].toSorted(byName),
  dependencies: [...needs, ...web.needs].toSorted((a, b) => (a.ref < b.ref ? -1 : 1)),
};
const sum = createHash('sha256').update(JSON.stringify(bom)).digest('hex');
const uuid = `${sum.slice(0, 8)}-${sum.slice(8, 12)}-4${sum.slice(13, 16)}-a${sum.slice(17, 20)}-${sum.slice(20, 32)}`;
const { bomFormat, specVersion, ...rest } = bom;
const out = process.argv[2] ?? 'target/sbom.cdx.json';
mkdirSync(dirname(join(root, out)), { recursive: true });
writeFileSync(join(root, out), `${JSON.stringify({ bomFormat, specVersion, serialNumber: `urn:uuid:${uuid}`, ...rest }, null, 1)}\n`);
console.log(`${out}: ${rust.components.length} crates, ${web.components.length} packages of the web`);
