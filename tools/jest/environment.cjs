/** The process itself: a realm of its own would have everything loaded anew for it. */
module.exports = class NativeEnvironment {
  /** What Jest sets for a realm, and nobody here reads. */
  global = {};

  async setup() {}
  async teardown() {}

  getVmContext() {
    return null;
  }
};
