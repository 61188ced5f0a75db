/** Codes of JSON-RPC 2.0 §5.1, and the one MCP's SDK uses for a request that is refused at the door. */
export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const INTERNAL_ERROR = -32603;
export const REFUSED = -32000;

export interface Refused {
  readonly status: number;
  readonly code: number;
  /** One sentence: what is wrong, and what to do. Never a secret. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal before any server was asked, as MCP clients expect it: a JSON-RPC error without an id. */
export function refused({ status, code, message, headers = {} }: Refused): Response {
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null });
  return new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } });
}
