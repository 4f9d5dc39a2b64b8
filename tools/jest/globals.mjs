/** In place of `@jest/globals`. Who imports it may outlive the spec file that it was loaded for. */
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

const running = () => globalThis[Symbol.for('latchkey.jest')];

/** One of the framework's functions, as the spec file that is run now has it. */
function ofFramework(name) {
  return new Proxy(() => {}, {
    apply: (_target, _self, args) => running().framework[name](...args),
    get: (_target, key) => running().framework[name][key],
  });
}

export const afterAll = ofFramework('afterAll');
export const afterEach = ofFramework('afterEach');
export const beforeAll = ofFramework('beforeAll');
export const beforeEach = ofFramework('beforeEach');
export const describe = ofFramework('describe');
export const expect = ofFramework('expect');
export const it = ofFramework('it');

const mocker = new ModuleMocker(globalThis);
let timers;

export const jest = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  restoreAllMocks: mocker.restoreAllMocks.bind(mocker),
  setTimeout(ms) {
    globalThis[Symbol.for('TEST_TIMEOUT_SYMBOL')] = ms;
  },
  useFakeTimers(options) {
    timers ??= new ModernFakeTimers({ config: running().config, global: globalThis });
    timers.useFakeTimers(options);
  },
  useRealTimers: () => timers?.useRealTimers(),
  advanceTimersByTime: (ms) => timers?.advanceTimersByTime(ms),
};
