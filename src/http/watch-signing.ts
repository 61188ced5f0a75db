import type { HttpRequest } from '../request/http-request.ts';

export type Sign = (request: HttpRequest) => HttpRequest | Promise<HttpRequest>;
/** Told of a signed request that was answered 401; true where signing it anew may help. */
export type Renew = (signed: HttpRequest) => boolean;

/** The signing of one call. */
export interface Signing {
  /** A credential is being waited for: nothing is on its way, or what was has been refused. */
  waits: boolean;
  readonly sign: Sign;
  readonly renew: Renew | undefined;
}

/** Signing whose waiting can be told, and that is renewed once a call, whatever redirects and repetitions there are. */
export function watchSigning(sign: Sign, renew: Renew | undefined): Signing {
  let mayRenew = true;
  const signing: Signing = {
    waits: false,
    sign: (request) => {
      const result = sign(request);
      // most requests are signed at once, and pay nothing for those that wait
      if (!(result instanceof Promise)) return result;
      signing.waits = true;
      return result.finally(() => {
        signing.waits = false;
      });
    },
    renew:
      renew &&
      ((refused) => {
        const isFirst = mayRenew;
        mayRenew = false;
        return isFirst && renew(refused);
      }),
  };
  return signing;
}
