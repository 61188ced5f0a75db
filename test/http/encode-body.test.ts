import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toErrorText, toToolError } from '../../src/errors.ts';
import { encodeBody } from '../../src/http/encode-body.ts';
import { openFile } from '../../src/http/open-file.ts';
import type { HttpBody, MultipartPart } from '../../src/request/http-request.ts';
import { OPTIONS, requestOf, sender, upstream } from './upstream.ts';

const noFiles = (): Promise<Uint8Array> => Promise.reject(new Error('no file is named here'));

async function encoded(
  body: HttpBody | undefined,
  open = noFiles,
): Promise<{ body: string | undefined; contentType: string | undefined }> {
  const { body: bytes, contentType } = await encodeBody(requestOf('http://a.example/', { body }), open);
  return { body: bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8'), contentType };
}

function part(rest: Partial<MultipartPart>): MultipartPart {
  return { name: 'p', contentType: undefined, filename: undefined, headers: [], content: '', ...rest };
}

describe('encodeBody', () => {
  it.each([
    [undefined, { body: undefined, contentType: undefined }],
    [
      { kind: 'content', content: '{"a":"ü"}' },
      { body: '{"a":"ü"}', contentType: undefined },
    ],
    [
      { kind: 'content', content: new Uint8Array([104, 105]) },
      { body: 'hi', contentType: undefined },
    ],
    [
      {
        kind: 'multipart',
        type: 'multipart/form-data',
        parts: [
          part({ name: 'a', content: '1' }),
          part({
            name: 'ü"\r\n',
            filename: 'x"y.txt',
            contentType: 'text/plain',
            headers: [['x-a', 'b']],
            content: Buffer.from('two'),
          }),
        ],
      },
      {
        body: '--trivium-4-0\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--trivium-4-0\r\nContent-Disposition: form-data; name="ü%22%0D%0A"; filename="x%22y.txt"\r\nContent-Type: text/plain\r\nx-a: b\r\n\r\ntwo\r\n--trivium-4-0--\r\n',
        contentType: 'multipart/form-data; boundary=trivium-4-0',
      },
    ],
    [
      { kind: 'multipart', type: 'multipart/mixed', parts: [part({ contentType: 'application/json', content: '{}' })] },
      {
        body: '--trivium-2-0\r\nContent-Type: application/json\r\n\r\n{}\r\n--trivium-2-0--\r\n',
        contentType: 'multipart/mixed; boundary=trivium-2-0',
      },
    ],
    [
      { kind: 'multipart', type: 'multipart/form-data', parts: [part({ content: '\r\n--trivium-f-0\r\n'.slice(2) })] },
      {
        body: '--trivium-f-1\r\nContent-Disposition: form-data; name="p"\r\n\r\n--trivium-f-0\r\n\r\n--trivium-f-1--\r\n',
        contentType: 'multipart/form-data; boundary=trivium-f-1',
      },
    ],
  ] as const)('%#', async (body, expected) => {
    expect(await encoded(body)).toEqual(expected);
  });

  it('sends a body that is text or bytes without waiting', () => {
    const body = { kind: 'content', content: 'x' } as const;
    expect(encodeBody(requestOf('http://a.example/', { body }), noFiles)).toEqual({
      body: 'x',
      contentType: undefined,
    });
  });
});

/** A files folder beside a secret, removed when the test ends. */
function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'trivium-files-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'files/sub'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(root, 'files/a.txt'), 'hello');
  writeFileSync(join(root, 'files/sub/b.txt'), 'deep');
  symlinkSync('../secret.txt', join(root, 'files/out.txt'));
  symlinkSync('..', join(root, 'files/up'));
  symlinkSync('sub/b.txt', join(root, 'files/in.txt'));
  return root;
}

describe('a file', () => {
  it.each([
    ['a.txt', 'hello'],
    ['sub/b.txt', 'deep'],
    ['in.txt', 'deep'],
    ['sub/../a.txt', 'hello'],
  ])('%s inside the folder is read', async (path, content) => {
    expect(Buffer.from(await openFile(path, join(folder(), 'files'))).toString()).toBe(content);
  });

  it.each([
    ['../secret.txt', 'it lies outside the files folder'],
    ['out.txt', 'it lies outside the files folder'],
    ['up/secret.txt', 'it lies outside the files folder'],
    ['/etc/hostname', 'it lies outside the files folder'],
    ['sub/../../secret.txt', 'it lies outside the files folder'],
    ['.', 'it lies outside the files folder'],
    ['nothing.txt', 'there is no such file in the files folder'],
    ['../nothing.txt', 'there is no such file in the files folder'],
    ['a.txt\0', 'there is no such file in the files folder'],
    ['sub', 'it is not a regular file'],
    ['pipe', 'it is not a regular file'],
    ['large', 'it has more than 64 MB'],
  ])('%j is refused: %s', async (path, why) => {
    const files = join(folder(), 'files');
    execFileSync('mkfifo', [join(files, 'pipe')]);
    writeFileSync(join(files, 'large'), '');
    truncateSync(join(files, 'large'), 64 * 1024 * 1024 + 1);
    const error = await openFile(path, files).then(() => undefined, toToolError);
    expect(error && toErrorText(error)).toBe(
      `[arguments_invalid] The file ${JSON.stringify(path)} is not sent: ${why}.`,
    );
  });

  it('is refused where no folder is configured', async () => {
    await expect(openFile('a.txt', undefined)).rejects.toMatchObject({ code: 'arguments_invalid' });
  });

  it('travels as a body and as a part', async () => {
    let body = '';
    const { url } = await upstream(async (request, response) => {
      for await (const chunk of request) body += String(chunk);
      response.end();
    });
    const { send } = sender({ files: join(folder(), 'files') });
    await send(requestOf(url, { method: 'PUT', body: { kind: 'content', content: { file: 'a.txt' } } }), OPTIONS);
    const parts = [part({ name: 'f', filename: 'b.txt', content: { file: 'sub/b.txt' } })];
    await send(
      requestOf(url, { method: 'POST', body: { kind: 'multipart', type: 'multipart/form-data', parts } }),
      OPTIONS,
    );
    expect(body).toBe(
      'hello--trivium-4-0\r\nContent-Disposition: form-data; name="f"; filename="b.txt"\r\n\r\ndeep\r\n--trivium-4-0--\r\n',
    );
  });
});
