import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';

const routes = new RouteTable();
routes.add({ method: 'GET', url: '/things' });
routes.add({ method: ['POST', 'HEAD'], url: '/things' });
routes.add({ method: 'DELETE', url: '/things/:id' });
routes.add({ method: 'GET', url: '/a.b/*' });

describe('RouteTable', () => {
  it.each([
    ['/things', ['GET', 'HEAD', 'POST']],
    ['/things?x=1', ['GET', 'HEAD', 'POST']],
    ['/things/7', ['DELETE']],
    ['/things/', []],
    ['/things/7/8', []],
    ['/a.b/c/d', ['GET']],
    ['/axb/c', []],
  ])('knows the methods of %s', (url, methods) => {
    expect(routes.methodsAt(url)).toEqual(methods);
  });
});
