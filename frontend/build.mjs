// Rebuilds app/static/vendor and the axe used by the browser tests from the packages pinned in package-lock.json.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { compile } from 'sass';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const vendor = join(root, 'app/static/vendor');
const axe = join(root, 'tests/browser/vendor');
const packages = join(here, 'node_modules');
const made = [];

async function keep(path, content, from) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  made.push({ path, from: [from].flat() });
}

// A policy of default-src 'self' refuses data: addresses, so each picture inside the style sheet becomes a file.
async function picturesToFiles(css) {
  const pictures = new Map();
  const rewritten = css.replace(/url\("data:image\/svg\+xml,([^"]*)"\)/g, (_, encoded) => {
    const svg = decodeURIComponent(encoded);
    const name = createHash('sha256').update(svg).digest('hex').slice(0, 10);
    pictures.set(name, svg);
    return `url("pictures/${name}.svg")`;
  });
  for (const [name, svg] of pictures) {
    await keep(join(vendor, 'pictures', `${name}.svg`), `${svg}\n`, '@tabler/core');
  }
  return rewritten;
}

async function styles() {
  const compiled = compile(join(here, 'tabler.scss'), { loadPaths: [packages], silenceDeprecations: [], quietDeps: true });
  const { code } = await transform(compiled.css, { loader: 'css', minify: true, legalComments: 'inline' });
  await keep(join(vendor, 'tabler.min.css'), await picturesToFiles(code), '@tabler/core');
}

async function icons() {
  const names = (await readFile(join(here, 'icons.txt'), 'utf8')).split('\n').filter(Boolean);
  const symbols = [];
  for (const name of names) {
    const svg = await readFile(join(packages, '@tabler/icons/icons/outline', `${name}.svg`), 'utf8');
    const drawing = svg
      .slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, '')
      .replace(/\s*\n\s*/g, '');
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`);
  }
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`;
  await keep(join(vendor, 'icons.svg'), sprite, '@tabler/icons');
}

async function scripts() {
  const htmx = await readFile(join(packages, 'htmx.org/dist/htmx.min.js'), 'utf8');
  await keep(join(vendor, 'htmx.min.js'), htmx.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '\n'), 'htmx.org');
}

async function tests() {
  await mkdir(axe, { recursive: true });
  await keep(join(axe, 'axe.min.js'), await readFile(join(packages, 'axe-core/axe.min.js')), 'axe-core');
}

// The package of Tabler's styles carries no licence file: its terms are those of the icons, its holders those of its banner.
async function tablerLicence() {
  const text = await readFile(join(packages, '@tabler/icons/LICENSE'), 'utf8');
  const holders = [
    'Tabler: Copyright (c) 2018-2026 The Tabler Authors; Copyright (c) 2018-2026 codecalm.net Paweł Kuna',
    'Bootstrap, parts of which it includes: Copyright (c) 2011-2026 The Bootstrap Authors',
  ];
  await writeFile(join(vendor, 'LICENSES/tabler-core.LICENSE.txt'), text.replace(/^Copyright.*$/m, holders.join('\n')));
}

async function licences(names) {
  await mkdir(join(vendor, 'LICENSES'), { recursive: true });
  await tablerLicence();
  for (const name of names.filter((name) => name !== '@tabler/core')) {
    const folder = name === 'axe-core' ? axe : join(vendor, 'LICENSES');
    const target = `${name.replace('@', '').replace('/', '-')}.LICENSE.txt`;
    await cp(join(packages, name, 'LICENSE'), join(folder, target));
  }
}

async function manifest() {
  const used = [...new Set(made.flatMap((file) => file.from))].sort();
  const about = {};
  for (const name of used) {
    const { version, license } = JSON.parse(await readFile(join(packages, name, 'package.json'), 'utf8'));
    about[name] = { version, licence: license };
  }
  const files = {};
  for (const { path, from } of made.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const content = await readFile(path);
    const integrity = `sha384-${createHash('sha384').update(content).digest('base64')}`;
    files[relative(root, path)] = { from, bytes: content.length, integrity };
  }
  await licences(used);
  await writeFile(join(vendor, 'MANIFEST.json'), `${JSON.stringify({ packages: about, files }, null, 2)}\n`);
}

await rm(vendor, { recursive: true, force: true });
await styles();
await icons();
await scripts();
await tests();
await manifest();
console.log(made.map(({ path }) => relative(root, path)).join('\n'));
