import type { Endpoint } from '../catalog/endpoint.ts';
import type { HttpRequest } from '../request/http-request.ts';
import type { Upstream } from './app.ts';
import type { UnderstoodCall } from './page-call.ts';

/** A call whose request went out. */
export interface SentCall {
  readonly endpoint: Endpoint;
  readonly request: HttpRequest;
  readonly upstream: Upstream;
  readonly call: UnderstoodCall;
}
