import { RouteTable } from '../../../infra/local/routes.ts';

const table = new RouteTable<string>();
for (const key of ['GET /tickets', 'GET /tickets/{id}', 'GET /tickets/due', 'ANY /files/{path+}', 'POST /tickets/{id}/replies'])
  table.add(key, key);

describe('which route answers', () => {
  test.each([
    ['GET', '/tickets', 'GET /tickets', {}],
    ['GET', '/tickets/T-7K4QX', 'GET /tickets/{id}', { id: 'T-7K4QX' }],
    ['GET', '/tickets/due', 'GET /tickets/due', {}],
    ['GET', '/tickets/a%2Fb%40c', 'GET /tickets/{id}', { id: 'a/b@c' }],
    ['GET', '/tickets/100%', 'GET /tickets/{id}', { id: '100%' }],
    ['POST', '/tickets/T-7K4QX/replies', 'POST /tickets/{id}/replies', { id: 'T-7K4QX' }],
    ['DELETE', '/files/a/b%20c', 'ANY /files/{path+}', { path: 'a/b c' }],
  ])('%s %s is answered by %s', (method, path, key, parameters) => {
    expect(table.find(method, path)).toEqual({ route: key, key, parameters });
  });

  test.each([
    ['PUT', '/tickets'],
    ['GET', '/tickets/'],
    ['GET', '/tickets/T-1/replies'],
    ['GET', '/'],
    ['GET', '/files'],
  ])('%s %s is answered by none', (method, path) => {
    expect(table.find(method, path)).toBeUndefined();
  });

  test('$default answers what no other route does', () => {
    const fallback = new RouteTable<string>();
    fallback.add('$default', 'rest');
    expect(fallback.find('GET', '/anything')).toMatchObject({ route: 'rest', key: '$default' });
  });
});
