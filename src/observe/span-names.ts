/**
 * Names of spans and attributes, all of them: the convention is still in development
 * (open-telemetry/semantic-conventions-genai, MCP; semantic-conventions, HTTP spans). Never a URL, an argument or a header.
 */
export interface SpanStart {
  readonly name: string;
  readonly kind: 'server' | 'client';
  readonly attributes: Readonly<Record<string, string | number>>;
}

export const ERROR_TYPE = 'error.type';
export const STATUS_CODE = 'http.response.status_code';

export interface ToolSpan {
  readonly tool: string;
  /** The API's name, where the call concerns one. */
  readonly api?: string | undefined;
  readonly requestId?: string | number | undefined;
  readonly protocolVersion?: string | undefined;
  /** `pipe` for stdio, `tcp` for HTTP. */
  readonly transport: 'pipe' | 'tcp';
}

/** The span of one tool call. */
export function toolSpan({ tool, api, requestId, protocolVersion, transport }: ToolSpan): SpanStart {
  return {
    name: `tools/call ${tool}`,
    kind: 'server',
    attributes: {
      'mcp.method.name': 'tools/call',
      'gen_ai.tool.name': tool,
      'gen_ai.operation.name': 'execute_tool',
      'network.transport': transport,
      ...(protocolVersion === undefined ? {} : { 'mcp.protocol.version': protocolVersion }),
      ...(requestId === undefined ? {} : { 'jsonrpc.request.id': String(requestId).slice(0, 128) }),
      ...(api === undefined ? {} : { 'trivium.api': api }),
    },
  };
}

export interface UpstreamSpan {
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly api: string;
  /** The path as the description writes it, never as it is sent: values of arguments are in that. */
  readonly template?: string | undefined;
}

/** The span of one request to an upstream. */
export function upstreamSpan({ method, host, port, api, template }: UpstreamSpan): SpanStart {
  return {
    name: template === undefined ? method : `${method} ${template}`,
    kind: 'client',
    attributes: {
      'http.request.method': method,
      'server.address': host,
      'server.port': port,
      'trivium.api': api,
      ...(template === undefined ? {} : { 'url.template': template }),
    },
  };
}
