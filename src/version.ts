declare const __TRIVIUM_VERSION__: string | undefined;

/** The package's version, put in by the build; `0.0.0` when the sources run directly. */
export const VERSION = typeof __TRIVIUM_VERSION__ === 'undefined' ? '0.0.0' : __TRIVIUM_VERSION__;
