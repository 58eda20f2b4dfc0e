import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { cached, exists } from './cache.ts';
import { unpackPackages } from './debian-packages.ts';
import { EngineUnavailable } from './server.ts';

/** The browser with nothing to show itself on, its tables of characters, and libraries a plain system lacks. */
const PACKAGES = [
  'chromium-headless-shell',
  'chromium-common',
  'libasyncns0',
  'libdouble-conversion3',
  'libflac12',
  'libharfbuzz-subset0',
  'libminizip1',
  'libmp3lame0',
  'libmpg123-0',
  'libogg0',
  'libopenh264-7',
  'libopenjp2-7',
  'libopus0',
  'libpulse0',
  'libsndfile1',
  'libvorbis0a',
  'libvorbisenc2',
  'libxnvctrl0',
];

const installed = '/usr/bin/chromium';

/** Throws EngineUnavailable where Chromium is neither installed nor to be unpacked. */
export async function startBrowser(): Promise<Browser> {
  try {
    const { program, libraries } = await found();
    return await chromium.launch({
      executablePath: program,
      args: ['--disable-gpu', '--disable-quic'],
      env: { ...process.env, LD_LIBRARY_PATH: libraries },
    });
  } catch (cause) {
    throw new EngineUnavailable('chromium', cause);
  }
}

async function found() {
  const isInstalled = await access(installed).then(
    () => true,
    () => false,
  );
  if (isInstalled) return { program: installed, libraries: '' };
  const root = await cached({
    name: 'chromium',
    make: (folder) => unpackPackages(folder, { packages: PACKAGES, dependencies: false }),
    isUsable: (folder) => exists(programBelow(folder)),
  });
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  return {
    program: programBelow(root),
    libraries: `${libraries}:${join(libraries, 'pulseaudio')}`,
  };
}

function programBelow(root: string): string {
  return join(root, 'usr/lib/chromium/chromium-headless-shell');
}
