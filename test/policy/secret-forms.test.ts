import { describe, expect, it } from 'vitest';
import { createRedact } from '../../src/answer/redact.ts';
import { orderedSecrets, secretForms } from '../../src/policy/secret-forms.ts';

const SECRET = 'sk/live+9f"Zq8';

describe('a secret', () => {
  const { text } = createRedact(orderedSecrets(secretForms(SECRET, undefined)));

  it.each([
    ['as it is', SECRET],
    ['in base64', Buffer.from(`user:${SECRET}`).toString('base64')],
    ['percent-encoded', encodeURIComponent(SECRET)],
    ['inside JSON', JSON.stringify(SECRET)],
    ['inside JSON as PHP writes it', JSON.stringify(SECRET).replaceAll('/', '\\/')],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['in upper-case hexadecimal', Buffer.from(SECRET).toString('hex').toUpperCase()],
  ])('is hidden %s', (_, echoed) => {
    expect(text(`told: ${echoed}.`)).toContain('[redacted]');
    expect(text(`told: ${echoed}.`)).not.toContain(echoed);
  });

  it('that is short hides no number it may be in by chance', () => {
    expect(orderedSecrets(secretForms('abcd', undefined))).not.toContain(Buffer.from('abcd').toString('hex'));
  });
});
