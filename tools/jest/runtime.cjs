const { register } = require('node:module');
const { pathToFileURL } = require('node:url');
const { SourceMaps } = require('./compile.cjs');

register('./hooks.mjs', pathToFileURL(__filename));

const sourceMaps = new SourceMaps();

/**
 * What Jest asks of its `runtime`, with modules loaded by Node itself: once in a process, where the usual runtime loads
 * all of them, Nest and TypeORM too, again for each spec file. So spec files share the state of modules, and modules cannot be mocked.
 */
module.exports = class NativeRuntime {
  constructor(config) {
    this.config = config;
  }

  /** The framework: anew for each spec file, as it keeps that file's tests. */
  requireInternalModule(path) {
    for (const left of ['EVENT_HANDLERS', 'TEST_TIMEOUT_SYMBOL']) delete globalThis[Symbol.for(left)];
    delete require.cache[path];
    return require(path);
  }

  setGlobalsForRuntime(framework) {
    globalThis[Symbol.for('latchkey.jest')] = { framework, config: this.config };
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    await import(pathToFileURL(path).href);
  }

  /** Whatever a configuration of Jest names. */
  requireModule(path) {
    return require(path);
  }

  getSourceMaps() {
    return sourceMaps;
  }

  getAllCoverageInfoCopy() {}
  enterTestCode() {}
  leaveTestCode() {}
  teardown() {}
};
