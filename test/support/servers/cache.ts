import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeMortalFolder } from '../temporary/mortal-folder.ts';
import { isPlain, isWritable, runFolder } from '../temporary/run-folder.ts';
import { isReachable, isRoot } from './unprivileged.ts';

const run = promisify(execFile);
const project = fileURLToPath(new URL('../../..', import.meta.url));
const beingMade = new Map<string, Promise<string>>();
const drafts = new Map<string, Promise<string>>();

interface Recipe {
  readonly name: string;
  /** Is given an empty folder. */
  make(folder: string): Promise<void>;
  /** Whether the servers' account can work with what lies there: it may have been copied in part, or without its rights. */
  isUsable(folder: string): Promise<boolean>;
}

/** A folder that is made once and kept for later runs, by a path that needs no quoting anywhere. */
export function cached(recipe: Recipe): Promise<string> {
  const { name } = recipe;
  const folder = beingMade.get(name) ?? cacheRoots().then((roots) => findOrMake(roots, recipe));
  beingMade.set(name, folder);
  folder.catch(() => beingMade.delete(name));
  return folder;
}

/** In the project, else where this account keeps such things for later, else for this run alone. */
async function cacheRoots(): Promise<readonly string[]> {
  const inProject = join(project, '.cache/servers');
  const own = isRoot ? '/var/cache' : (process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? '/', '.cache'));
  return [
    // A copy of the project may be linked to the cache of another one, and lie where the servers' account has no way in.
    await realpath(inProject).catch(() => inProject),
    join(own, 'secret-rotation-functions'),
    join(await runFolder(), 'cache'),
  ];
}

/**
 * Takes the folder from the first of the roots that has a usable one. A new one is made beside its place and renamed
 * at the end, so that two runs at once and a run that was killed leave no half of it. What lies where the servers'
 * account has no way in is copied to where it has, since making it can take a network.
 */
export async function findOrMake(roots: readonly string[], recipe: Recipe): Promise<string> {
  const open: string[] = [];
  for (const root of roots) if (await isOpen(root)) open.push(root);
  for (const root of open) {
    const folder = await plainly(join(root, recipe.name));
    if (await isUsable(folder, recipe)) return folder;
  }
  const root = await firstWritable(open);
  const draft = await mkdtemp(join(await draftsIn(root), `${recipe.name}-`));
  const closed = roots.filter((one) => !open.includes(one)).map((one) => join(one, recipe.name));
  if (!(await isCopied(closed, draft, recipe))) await makeAnew(draft, recipe);
  return plainly(await moveInto(join(root, recipe.name), draft, recipe));
}

async function isCopied(sources: readonly string[], draft: string, recipe: Recipe): Promise<boolean> {
  for (const source of sources) {
    if (!(await exists(source))) continue;
    await rm(draft, { recursive: true });
    await run('cp', ['-R', '--sparse=always', '--', source, draft]).catch(() => {});
    if (await isUsable(await plainly(draft), recipe)) return true;
  }
  return false;
}

async function makeAnew(draft: string, { make }: Recipe): Promise<void> {
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  await make(draft);
  await openAll(draft);
}

/** Another run may have been faster, and what it made may be in use already. */
async function moveInto(folder: string, draft: string, recipe: Recipe): Promise<string> {
  if ((await exists(folder)) && !(await isUsable(await plainly(folder), recipe)))
    await rename(folder, `${draft}.unusable`).catch(() => {});
  try {
    await rename(draft, folder);
  } catch (failure) {
    if (!(await isUsable(await plainly(folder), recipe))) throw failure;
  }
  await rm(draft, { recursive: true, force: true });
  await rm(`${draft}.unusable`, { recursive: true, force: true });
  return folder;
}

async function isUsable(folder: string, recipe: Recipe): Promise<boolean> {
  if (!(await exists(folder))) return false;
  await openAll(folder);
  return recipe.isUsable(folder);
}

/** Lets the servers' account in where a copy, or the mask of whoever made it, has shut it out. */
async function openAll(folder: string): Promise<void> {
  const { mode } = await stat(folder);
  if ((mode & 0o005) === 0o005) return;
  await run('chmod', ['-R', 'a+rX', '--', await realpath(folder)]).catch(() => {});
}

/** Whether the servers' account has a way in, if need be after this one has opened it. */
async function isOpen(root: string): Promise<boolean> {
  if (!(await exists(root))) return isReachable(await nearest(root));
  for (const folder of [dirname(root), root]) {
    const { mode } = await stat(folder);
    if ((mode & 0o001) === 0) await chmod(folder, mode | 0o055).catch(() => {});
  }
  return isReachable(root);
}

async function firstWritable(roots: readonly string[]): Promise<string> {
  for (const root of roots) if (await isWritable(await nearest(root))) return root;
  throw new Error(`none of these can be written to: ${roots.join(', ')}`);
}

/** The folder itself, or the one in which it has to be made first. */
async function nearest(folder: string): Promise<string> {
  return (await exists(folder)) ? folder : nearest(dirname(folder));
}

/** A folder beside the cache's own, since it takes one file system to rename at once. It goes with this process. */
function draftsIn(root: string): Promise<string> {
  const folder = drafts.get(root) ?? makeDrafts(root);
  drafts.set(root, folder);
  return folder;
}

async function makeDrafts(root: string): Promise<string> {
  // Before anything is begun that would have to end with the run.
  await runFolder();
  const first = await mkdir(root, { recursive: true });
  for (let made = root; first !== undefined && made.startsWith(first); made = dirname(made))
    await chmod(made, 0o755);
  return makeMortalFolder(root, '711');
}

/** Server programs have a loader, a shell or a configuration that does not take every path: these get another one. */
async function plainly(folder: string): Promise<string> {
  if (isPlain(folder)) return folder;
  const place = await mkdtemp(join(await runFolder(), 'link-'));
  await chmod(place, 0o755);
  const link = join(place, basename(folder));
  await symlink(folder, link);
  return link;
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
