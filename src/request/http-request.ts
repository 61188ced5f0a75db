/** A file named by the caller; `request/` names it, `http/` opens it. Path relative to `--files`. */
export interface FileContent {
  readonly file: string;
}

export type PartContent = string | Uint8Array | FileContent;

export interface MultipartPart {
  readonly name: string;
  readonly contentType: string | undefined;
  readonly filename: string | undefined;
  readonly headers: readonly (readonly [string, string])[];
  readonly content: PartContent;
}

/** `content-type` stands in the request's headers, save for multipart, whose boundary is chosen when it is sent. */
export type HttpBody =
  | { readonly kind: 'content'; readonly content: PartContent }
  | { readonly kind: 'multipart'; readonly type: string; readonly parts: readonly MultipartPart[] };

/**
 * What will be sent, complete but for credentials: frozen, unsigned, printable. Nothing in it is secret,
 * so it may be shown as a curl line.
 */
export interface HttpRequest {
  readonly method: string;
  /** Absolute, already encoded; `new URL(url).href === url` holds. */
  readonly url: string;
  /** Lower-case names in the order they were given; one entry a name. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: HttpBody | undefined;
}
