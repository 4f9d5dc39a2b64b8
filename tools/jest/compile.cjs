const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { fileURLToPath } = require('node:url');
const { transformSync } = require('@swc/core');

const { $schema: _, ...options } = JSON.parse(readFileSync(join(__dirname, '../../.swcrc'), 'utf8'));

/** A TypeScript file as it is built: `{ code, map }`. */
function compile(path) {
  return transformSync(readFileSync(path, 'utf8'), { ...options, swcrc: false, filename: path });
}

/** By file, where its source map lies: made once a stack trace asks for it. */
class SourceMaps extends Map {
  get(file) {
    if (!this.has(file) && file.endsWith('.ts')) this.set(file, this.write(compile(file.startsWith('file:') ? fileURLToPath(file) : file).map));
    return super.get(file);
  }

  write(map) {
    if (!this.folder) {
      this.folder = mkdtempSync(join(tmpdir(), 'source-maps-'));
      process.once('exit', () => rmSync(this.folder, { recursive: true, force: true }));
    }
    const path = join(this.folder, `${this.size}.map`);
    writeFileSync(path, map);
    return path;
  }
}

module.exports = { compile, SourceMaps };
