/** Whether a store is being asked: shut while it does not answer, so that calls do not each wait for it. */
export interface Gate {
  readonly state: () => 'unknown' | 'open' | 'shut';
  readonly open: () => void;
  readonly shut: (reason: string) => void;
  /** Fulfilled once it is known to be open or shut. */
  readonly known: Promise<void>;
}

interface GateOptions {
  readonly onOpen: () => void;
  /** Only at a change. */
  readonly onShut: (reason: string) => void;
}

/** A gate of which nothing is known yet. Opening what is open and shutting what is shut changes nothing. */
export function createGate({ onOpen, onShut }: GateOptions): Gate {
  let state: ReturnType<Gate['state']> = 'unknown';
  let makeKnown: () => void = () => undefined;
  const known = new Promise<void>((resolve) => {
    makeKnown = resolve;
  });
  const change = (to: 'open' | 'shut', tell: () => void): void => {
    if (state === to) return;
    state = to;
    makeKnown();
    tell();
  };
  return {
    state: () => state,
    open: () => change('open', onOpen),
    shut: (reason) => change('shut', () => onShut(reason)),
    known,
  };
}
