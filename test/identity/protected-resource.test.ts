import { describe, expect, it } from 'vitest';
import { metadataPathOf, metadataUrlOf, protectedResource } from '../../src/identity/protected-resource.ts';

const resource = 'https://mcp.example.com/mcp';

describe('the metadata of the service', () => {
  it('tells clients where to get which token', () => {
    const authorizationServers = ['https://login.example.com/t'];
    expect(
      protectedResource({ resource, authorizationServers, scopes: ['mcp:read', 'offline_access'], name: 'Shop' }),
    ).toEqual({
      resource,
      authorization_servers: ['https://login.example.com/t'],
      scopes_supported: ['mcp:read'],
      bearer_methods_supported: ['header'],
      resource_name: 'Shop',
    });
  });

  it('leaves out what there is none of', () => {
    expect(protectedResource({ resource, authorizationServers: [], scopes: ['offline_access'] })).toEqual({
      resource,
      bearer_methods_supported: ['header'],
      resource_name: 'Trivium',
    });
  });

  it.each([
    ['https://mcp.example.com', '/.well-known/oauth-protected-resource'],
    ['https://mcp.example.com/', '/.well-known/oauth-protected-resource'],
    ['https://mcp.example.com/mcp', '/.well-known/oauth-protected-resource/mcp'],
    ['http://localhost:3000/mcp/shop', '/.well-known/oauth-protected-resource/mcp/shop'],
    ['https://mcp.example.com/mcp?tenant=1', '/.well-known/oauth-protected-resource/mcp?tenant=1'],
  ])('of %s is at %s', (of, path) => {
    expect(metadataPathOf(of)).toBe(path);
    expect(metadataUrlOf(of)).toBe(new URL(of).origin + path);
  });

  it.each(['mcp', 'ftp://a.example/mcp', 'https://a.example/mcp#x', 'https://u@a.example/mcp', 'urn:a'])(
    'is not to be had of %s',
    (of) => {
      expect(() => metadataPathOf(of)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
      expect(() => protectedResource({ resource: of, authorizationServers: [] })).toThrow('own URI');
    },
  );
});
