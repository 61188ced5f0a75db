/** What came back, decoded from its content codings, not yet interpreted. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  /** Lower-case names; repeated fields joined with `, ` (RFC 9110 §5.3). `set-cookie` is dropped. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** Bytes of the decoded body that were kept; `bodyTruncated` says that more would have followed. */
  readonly bodyTruncated: boolean;
  /** From the first byte sent to the last byte read, in milliseconds. */
  readonly durationMs: number;
  /** The URL that answered, after redirects. Without credentials. */
  readonly url: string;
  /** Of an answer from the cache: seconds since the upstream gave it or last vouched for it (RFC 9111 §4.2.3). */
  readonly age?: number | undefined;
}
