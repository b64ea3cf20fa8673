// Breaks one rule after the other in a copy of the sources, and shows which test catches it.
//
//   node tests/mutation/run.mjs [PART-OF-A-NAME…]
//
// Takes some minutes. Exit code: 0 all caught, 1 something survived (or does not compile).
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const tree = join(root, 'build/mutation/tree');
const build = join(root, 'build/mutation/build');
const tests = [
  { target: 'interop-test', path: 'tests/unit/interop/interop-test', args: [] },
  { target: 'safety-test', path: 'tests/unit/safety/safety-test', args: ['--gtest_filter=-random*'] },
  { target: 'safety-test', path: 'tests/unit/safety/safety-test', args: ['--gtest_filter=random*'] },
  { target: 'crash-test', path: 'tests/crash/crash-test', args: ['--gtest_filter=power*:clock*'] },
];
const minutes = 60_000;

/** Writes only what differs, with a new time: what an interrupted run left is built again. */
function copySources() {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of files.split('\0').filter((name) => name && existsSync(join(root, name)))) {
    const [from, to] = [join(root, file), join(tree, file)];
    if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) continue;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to);
  }
}

function run(command, args, timeout) {
  return spawnSync(command, args, {
    cwd: tree,
    encoding: 'utf8',
    timeout,
    env: { ...process.env, INTERLOCK_SCENARIO_SEEDS: '150' },
  });
}

function buildAll() {
  const targets = [...new Set(tests.map((test) => test.target))];
  return run('cmake', ['--build', build, '--target', ...targets], 20 * minutes).status === 0;
}

/** The first test that fails, by its name; null when all pass. */
function firstFailure() {
  for (const test of tests) {
    const result = run(join(build, test.path), test.args, 5 * minutes);
    if (result.status === 0) continue;
    const failed = /\[  FAILED  \] ([\w.]+)/.exec(result.stdout);
    if (failed) return failed[1];
    const begun = [...result.stdout.matchAll(/\[ RUN      \] ([\w.]+)/g)];
    return `${begun.at(-1)?.[1] ?? test.target}, which aborts`;
  }
  return null;
}

/** Which test caught the mutant; else why none could. */
function tryMutant(mutant) {
  const file = join(tree, mutant.file);
  const original = readFileSync(file, 'utf8');
  if (original.split(mutant.from).length !== 2) return { trouble: 'its text is not there once' };
  try {
    writeFileSync(file, original.replace(mutant.from, () => mutant.to));
    if (!buildAll()) return { trouble: 'it does not compile' };
    const caughtBy = firstFailure();
    return caughtBy === null ? { trouble: 'IT SURVIVED' } : { caughtBy };
  } finally {
    writeFileSync(file, original);
  }
}

const wanted = process.argv.slice(2);
const mutants = JSON.parse(readFileSync(join(root, 'tests/mutation/mutants.json'), 'utf8')).filter(
  (mutant) => wanted.length === 0 || wanted.some((part) => mutant.name.includes(part)),
);
copySources();
if (!existsSync(join(build, 'build.ninja'))) {
  const configured = run('cmake', ['-S', tree, '-B', build, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Debug',
    '-DCMAKE_CXX_FLAGS_DEBUG=-O1', '-DINTERLOCK_WARNINGS_ARE_ERRORS=OFF'], 5 * minutes);
  if (configured.status !== 0) throw new Error(configured.stderr);
}
if (!buildAll() || firstFailure() !== null) throw new Error('the sources as they are do not pass');

let survivors = 0;
for (const [i, mutant] of mutants.entries()) {
  const result = tryMutant(mutant);
  if (result.trouble) survivors += 1;
  const place = `${String(i + 1).padStart(3)}/${mutants.length}`;
  console.log(`${place}  ${mutant.name.padEnd(52)}  ${result.caughtBy ?? result.trouble}`);
}
console.log(`${mutants.length - survivors} caught, ${survivors} not`);
process.exit(survivors === 0 ? 0 : 1);
