import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toErrorText, toToolError } from '../../src/errors.ts';
import { ExchangeError, toUpstreamError } from '../../src/http/errors.ts';
import { SELF_SIGNED } from './self-signed.ts';
import { OPTIONS, rawUpstream, requestOf, sender } from './upstream.ts';

function coded(code: string, rest: object = {}): Error {
  return Object.assign(new Error('connect /var/secret.sock internal text'), { code, ...rest });
}

const HOST = 'a.example:8443';

describe('a failure of the network becomes one sentence without internal text', () => {
  it.each([
    [coded('ECONNREFUSED'), `[upstream_unreachable] Nothing answers at ${HOST}.`],
    [coded('ECONNREFUSED', { port: 8443 }), `[upstream_unreachable] Nothing answers at ${HOST}.`],
    [
      coded('ECONNREFUSED', { port: 3128 }),
      `[upstream_unreachable] Nothing answers at ${HOST}, or rather at the proxy on port 3128 before it.`,
    ],
    [
      new AggregateError([coded('ECONNREFUSED'), coded('ETIMEDOUT')]),
      `[upstream_unreachable] Nothing answers at ${HOST}.`,
    ],
    [coded('ENOTFOUND'), '[upstream_unreachable] The name a.example cannot be resolved.'],
    [coded('EAI_AGAIN'), '[upstream_unreachable] The name a.example cannot be resolved.'],
    [coded('ENETUNREACH'), `[upstream_unreachable] ${HOST} cannot be reached (ENETUNREACH).`],
    [coded('UND_ERR_CONNECT_TIMEOUT'), `[upstream_timeout] No connection to ${HOST} came about within 5 s.`],
    [coded('ETIMEDOUT'), `[upstream_timeout] ${HOST} did not answer in time.`],
    [coded('CERT_HAS_EXPIRED'), `[upstream_tls] The certificate of ${HOST} has expired.`],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), `[upstream_tls] The certificate that ${HOST} shows is for another name.`],
    [
      coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      `[upstream_tls] The certificate of ${HOST} is not signed by a known authority (UNABLE_TO_VERIFY_LEAF_SIGNATURE).\nFor a certificate authority of your own, the operator sets NODE_EXTRA_CA_CERTS=<file.pem>.`,
    ],
    [
      coded('ERR_SSL_WRONG_VERSION_NUMBER'),
      `[upstream_tls] The TLS connection to ${HOST} failed (ERR_SSL_WRONG_VERSION_NUMBER).`,
    ],
    [coded('HPE_INVALID_CONSTANT'), `[upstream_protocol] ${HOST} does not answer in proper HTTP.`],
    [coded('ECONNRESET'), `[upstream_reset] ${HOST} broke the connection off before its answer was complete.`],
    [
      Object.assign(new Error('Proxy response (403) !== 200 when HTTP Tunneling'), { code: 'UND_ERR_ABORTED' }),
      `[upstream_unreachable] The proxy refused to connect to ${HOST} (403).`,
    ],
    [
      coded('UND_ERR_INVALID_ARG'),
      '[arguments_invalid] The request cannot be sent: its method or a header is no valid HTTP.',
    ],
    [coded('ESOMETHING'), `[upstream_unreachable] The request to ${HOST} failed.`],
    ['a string', `[upstream_unreachable] The request to ${HOST} failed.`],
    [undefined, `[upstream_unreachable] The request to ${HOST} failed.`],
  ])('%#', (error, expected) => {
    expect(toErrorText(toUpstreamError(new ExchangeError(error, false), `https://${HOST}/x`))).toBe(expected);
  });

  it('although its causes go round in a circle', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(toUpstreamError(error, 'https://a.example/').code).toBe('upstream_unreachable');
  });
});

describe('TLS', () => {
  async function failure(url: string, timeoutMs = 10_000): Promise<string> {
    const error = await sender()
      .send(requestOf(url), { ...OPTIONS, timeoutMs })
      .then(() => undefined, toToolError);
    return error === undefined ? 'nothing failed' : toErrorText(error).replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT');
  }

  it('is not talked into trusting a certificate that nobody signed', async () => {
    let asked = 0;
    const server = createHttpsServer(SELF_SIGNED, (_, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    expect(await failure(`https://127.0.0.1:${port}/`)).toBe(
      '[upstream_tls] The certificate of 127.0.0.1:PORT is not signed by a known authority (DEPTH_ZERO_SELF_SIGNED_CERT).\nFor a certificate authority of your own, the operator sets NODE_EXTRA_CA_CERTS=<file.pem>.',
    );
    expect(asked).toBe(0);
  });

  it('ends with the deadline where the other side never shakes hands', async () => {
    const { url } = await rawUpstream(() => undefined);
    expect(await failure(url.replace('http:', 'https:'), 300)).toBe(
      '[upstream_timeout] 127.0.0.1:PORT did not answer within 0.3 s.\nThe operator raises the limit with --timeout <seconds>.',
    );
  });
});
