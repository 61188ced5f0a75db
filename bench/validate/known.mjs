const KNOWN = [];
/** Why a rejection is not the request's fault; `undefined` where it may be. */
export function explanationOf(call) {
  return KNOWN.find(({ judge, applies }) => judge === call.judge && applies(call))?.why;
}
