export { createApp, type TriviumApp } from './app.ts';
export { type Caller, LOCAL_CALLER } from './caller.ts';
export {
  type ApiConfig,
  type Budgets,
  type Config,
  DEFAULT_BUDGETS,
  DEFAULT_TIMEOUT_MS,
  type SpecSource,
} from './config.ts';
export { ERROR_CODES, type ErrorCode, ToolError, toErrorText } from './errors.ts';
export { createFetchHandler, type FetchHandler, type FetchHandlerOptions } from './fetch-handler.ts';
export { createLog, type Log } from './observe/log.ts';
export { createServerFactory } from './tools/create-server.ts';
