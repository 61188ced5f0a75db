import { describe, expect, it } from 'vitest';
import { toToolError } from '../../src/errors.ts';
import { isPublicAddress } from '../../src/http/address.ts';
import { OPTIONS, requestOf, sender, upstream } from './upstream.ts';

describe('isPublicAddress', () => {
  it.each(['93.184.216.34', '8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '[2606:4700:4700::1111]', '::ffff:8.8.8.8'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['127.0.0.1', '127.255.0.3', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...[
      '169.254.169.254',
      '100.64.0.1',
      '100.100.100.200',
      '192.0.0.192',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '240.0.0.1',
    ],
    ...[
      '::',
      '::1',
      '[::1]',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::ffff:0:127.0.0.1',
      '::127.0.0.1',
      'fe80::1',
      'fe80::1%eth0',
    ],
    ...[
      'fc00::1',
      'fd00:ec2::254',
      'fec0::1',
      'ff02::1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::7f00:1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
      '100::1',
      '3fff::1',
      '5f00::1',
    ],
    ...['', 'localhost', 'example.com', '256.1.1.1', '1.2.3.4.5'],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a target that nobody vouched for', () => {
  it.each([
    ...[
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0x7f.1',
      '0177.0.0.1',
      '127.0.0.1.',
      '1２7.0.0.1',
      '①②⑦.0.0.1',
      '0',
      '0.0.0.0',
    ],
    ...[
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[0:0:0:0:0:0:0:1]',
      '[64:ff9b::127.0.0.1]',
      'localhost',
      'LOCALHOST',
    ],
  ])('is refused where it leads to loopback: %s', async (host) => {
    const { url, seen } = await upstream((_, response) => response.end('secret'));
    const port = new URL(url).port;
    const error = await sender()
      .send(requestOf(new URL(`http://${host}:${port}/`).href), { ...OPTIONS, trusted: false })
      .catch(toToolError);
    expect(error).toMatchObject({ code: 'target_refused', hint: expect.stringContaining('--allow-host') });
    expect(seen).toEqual([]);
  });

  it.each(['169.254.169.254', '10.1.2.3', '[fd00::1]'])('is refused where it is private: %s', async (host) => {
    await expect(sender().send(requestOf(`http://${host}/`), { ...OPTIONS, trusted: false })).rejects.toMatchObject({
      code: 'target_refused',
      message: `${host} is not a public address, and the operator did not name it.`,
    });
  });

  it('is not reached over a connection that a trusted request left open', async () => {
    const { url, seen } = await upstream((_, response) => response.end('ok'));
    const { send } = sender();
    const named = url.replace('127.0.0.1', 'localhost');
    await send(requestOf(`${named}/trusted`), OPTIONS);
    await expect(send(requestOf(`${named}/untrusted`), { ...OPTIONS, trusted: false })).rejects.toMatchObject({
      code: 'target_refused',
    });
    expect(seen).toEqual(['GET /trusted']);
  });

  it('is refused for POST too, which is not sent twice', async () => {
    const { url, seen } = await upstream((_, response) => response.end());
    await expect(
      sender().send(requestOf(url, { method: 'POST' }), { ...OPTIONS, trusted: false }),
    ).rejects.toMatchObject({ code: 'target_refused' });
    expect(seen).toEqual([]);
  });
});
