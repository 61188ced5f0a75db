export interface DecodedText {
  readonly text: string;
  readonly note?: string;
}

/** Bytes as text: by byte order mark, by the charset the content type names, by the look of UTF-16, else as UTF-8. */
export function decodeText(body: Uint8Array, contentType: string): DecodedText {
  const said = charsetOf(contentType);
  const charset = markedCharset(body) ?? (said === '' ? (unmarkedUtf16(body) ?? 'utf-8') : said);
  try {
    return { text: new TextDecoder(charset).decode(body) };
  } catch {
    const name = JSON.stringify(said.slice(0, 40));
    return { text: new TextDecoder().decode(body), note: `the charset ${name} is unknown; read as UTF-8` };
  }
}

/** Whether bytes without a useful content type are text: no controls but those of text, or UTF-16. */
export function looksLikeText(body: Uint8Array): boolean {
  if (markedCharset(body) !== undefined || unmarkedUtf16(body) !== undefined) return true;
  return !body.subarray(0, 1024).some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
}

function charsetOf(contentType: string): string {
  const [, said = ''] = /charset\s*=\s*"?([^";\s]+)/i.exec(contentType) ?? [];
  return said;
}

function markedCharset([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** Text begins with two ASCII characters nearly always; in UTF-16 every other byte of these is 0 (RFC 4627 §3). */
function unmarkedUtf16([first, second, third, fourth]: Uint8Array): string | undefined {
  const isAscii = (byte: number | undefined): boolean => byte !== undefined && (byte >= 32 || byte === 10);
  if (isAscii(first) && second === 0 && isAscii(third) && fourth === 0) return 'utf-16le';
  return first === 0 && isAscii(second) && third === 0 && isAscii(fourth) ? 'utf-16be' : undefined;
}
