import { readFileSync } from 'node:fs';

/** Name and version of a package, as npm installed it. */
export const versionOf = name => `${name} ${JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version}`;
