export { createApp, type TriviumApp } from './app.ts';
export {
  type ApiConfig,
  type Budgets,
  type Config,
  DEFAULT_BUDGETS,
  DEFAULT_TIMEOUT_MS,
  type SpecSource,
} from './config.ts';
export { ERROR_CODES, type ErrorCode, ToolError, toErrorText } from './errors.ts';
export { createLog, type Log } from './observe/log.ts';
export { createServerFactory } from './tools/create-server.ts';
